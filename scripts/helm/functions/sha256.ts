import { bytesOf } from '../template/bytes.ts';

/** Longer texts are worth loading Node's own, which takes as long as thousands of blocks here. */
const longest = 20_000;

/** SHA-256 of a text's bytes in hexadecimal. Most charts hash a few short texts: the library that would do it takes longer to load. */
export function sha256(text: string): string {
  const data = bytesOf(text);
  if (data.length > longest) return process.getBuiltinModule('node:crypto').createHash('sha256').update(data).digest('hex');
  return ofBytes(data);
}

/** The first 32 bits of the fractional part of a root of a prime. */
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0;

let tables: { readonly start: readonly number[]; readonly rounds: readonly number[] } | undefined;

function makeTables(): NonNullable<typeof tables> {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return { start: primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))), rounds: primes.map((prime) => fraction(Math.cbrt(prime))) };
}

/** FIPS 180-4, section 6.2. */
function ofBytes(data: Uint8Array): string {
  const { start, rounds } = (tables ??= makeTables());
  const padded = new DataView(new ArrayBuffer(((data.length + 8) >> 6) * 64 + 64));
  new Uint8Array(padded.buffer).set(data);
  padded.setUint8(data.length, 0x80);
  padded.setUint32(padded.byteLength - 4, data.length * 8);
  const hash = Int32Array.from(start);
  const words = new Int32Array(64);
  for (let block = 0; block < padded.byteLength; block += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        words[i] = padded.getInt32(block + i * 4);
        continue;
      }
      const a = words[i - 15] as number;
      const b = words[i - 2] as number;
      words[i] = (words[i - 16] as number) + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (words[i - 7] as number) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (rounds[i] as number) + (words[i] as number)) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      hash[i] = (hash[i] as number) + word;
    });
  }
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
