import { bytesOf, textOfBytes } from '../template/bytes.ts';

const letters64 = /[A-Za-z0-9+/]/;

/** base64.StdEncoding, which is strict; Sprig gives the error's text. */
export function decode64(value: string): string {
  const bytes = bytesOf(value).toString('latin1');
  const isBreak = (at: number) => bytes[at] === '\n' || bytes[at] === '\r';
  const wrong = (at: number) => `illegal base64 data at input byte ${at}`;
  let digits = '';
  let at = 0;
  const skipBreaks = () => {
    while (isBreak(at)) at++;
  };
  for (; at < bytes.length; at++) {
    const char = bytes[at] as string;
    const place = digits.length % 4;
    if (letters64.test(char)) digits += char;
    else if (!isBreak(at)) {
      if (char !== '=' || place < 2) return wrong(at);
      at++;
      if (place === 2) {
        skipBreaks();
        if (at === bytes.length) return wrong(at);
        if (bytes[at] !== '=') return wrong(at - 1);
        at++;
      }
      skipBreaks();
      return at < bytes.length ? wrong(at) : textOfBytes(Buffer.from(digits, 'base64'));
    }
  }
  return digits.length % 4 === 0 ? textOfBytes(Buffer.from(digits, 'base64')) : wrong(at - (digits.length % 4));
}

const letters32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** base32.StdEncoding, likewise. */
export function decode32(value: string): string {
  const bytes = bytesOf(value).toString('latin1').replace(/[\r\n]/g, '');
  const wrong = (at: number) => `illegal base32 data at input byte ${at}`;
  for (let at = 0; at < bytes.length; at++) {
    const place = at % 8;
    const char = bytes[at] as string;
    const behind = bytes.length - at - 1;
    if (char === '=' && place >= 2 && behind < 8) {
      if (behind + place < 7) return wrong(bytes.length);
      for (let k = 0; k < 7 - place; k++) if (bytes[at + 1 + k] !== '=') return wrong(at + k);
      return [3, 6].includes(place) ? wrong(at) : unpack32(bytes.slice(0, at));
    }
    if (!letters32.includes(char)) return wrong(at);
  }
  return bytes.length % 8 === 0 ? unpack32(bytes) : wrong(bytes.length - (bytes.length % 8));
}

function unpack32(digits: string): string {
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of digits) {
    held = ((held << 5) | letters32.indexOf(digit)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((held >> bits) & 255);
    }
  }
  return textOfBytes(Buffer.from(out));
}

export function encode32(text: string): string {
  const data = bytesOf(text);
  let out = '';
  for (let i = 0; i < data.length; i += 5) {
    const block = data.subarray(i, i + 5);
    let bits = 0n;
    for (let j = 0; j < 5; j++) bits = (bits << 8n) | BigInt(block[j] ?? 0);
    const used = Math.ceil((block.length * 8) / 5);
    for (let j = 0; j < 8; j++) out += j < used ? letters32[Number((bits >> BigInt(35 - j * 5)) & 31n)] : '=';
  }
  return out;
}
