import { spend } from '../template/bounds.ts';
import { GoObject, type Value } from '../template/value.ts';
import { fn, FunctionError, text, toInt, type Table } from './kit.ts';

// loaded when first used: few charts need it
const crypto = () => process.getBuiltinModule('node:crypto');

/**
 * Sprig's random and cryptographic functions. A render must be repeatable, so what is random in Helm is made from a seed and
 * a counter here: of the right form, never a secret to rely on.
 */
export function cryptoFunctions(seed: () => string): Table {
  let counter = 0;
  const bytes = (length: number): Buffer => {
    if (length > 1_000_000) throw new FunctionError('too many random bytes');
    spend(length);
    const parts: Buffer[] = [];
    for (let size = 0; size < length; size += 32) parts.push(crypto().createHash('sha256').update(`${seed()}/${counter++}`).digest());
    return Buffer.concat(parts).subarray(0, length);
  };
  const chars = (n: Value | undefined, from: string): string => [...bytes(Number(toInt(n)))].map((byte) => from[byte % from.length]).join('');
  const digits = '0123456789';
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
  const uuid = () => {
    const raw = bytes(16);
    raw[6] = ((raw[6] as number) & 0x0f) | 0x40;
    raw[8] = ((raw[8] as number) & 0x3f) | 0x80;
    return raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  };
  let keys = 0;
  const pem = (kind: string) => `-----BEGIN ${kind}-----\n${bytes(48).toString('base64')}\n-----END ${kind}-----\n`;
  const pair = (name: string): Value => {
    if (++keys > 200) throw new FunctionError('too many keys are generated');
    return new GoObject(name, new Map([['Cert', pem('CERTIFICATE')], ['Key', pem('RSA PRIVATE KEY')]]));
  };
  const masters = new Map<string, Buffer>();
  /** A master password's key takes a tenth of a second, as it should; all sites of one user share it. */
  const masterKey = (password: string, user: string): Buffer => {
    const who = JSON.stringify([password, user]);
    const known = masters.get(who);
    if (known !== undefined) return known;
    if (masters.size >= 30) throw new FunctionError('passwords are derived from more than 30 master passwords');
    const made = crypto().scryptSync(password, Buffer.concat([Buffer.from(scope), sized(user)]), 64, { N: 32768, r: 8, p: 2, maxmem: 128 * 1024 * 1024 });
    masters.set(who, made);
    return made;
  };
  return {
    randAlphaNum: fn('i', ([n]) => chars(n, letters + digits)),
    randAlpha: fn('i', ([n]) => chars(n, letters)),
    randNumeric: fn('i', ([n]) => chars(n, digits)),
    randAscii: fn('i', ([n]) => chars(n, printable)),
    randBytes: fn('i', ([n]) => bytes(Number(toInt(n))).toString('base64')),
    uuidv4: fn('', () => uuid()),
    bcrypt: fn('s', ([password]) => `$2a$10$${crypto().createHash('sha512').update(`${seed()}${password as string}`).digest('base64').replace(/[+=]/g, '.').slice(0, 53)}`),
    htpasswd: fn('ss', ([user, password]) => ((user as string).includes(':') ? `invalid username: ${user as string}` : `${user as string}:$2a$10$${crypto().createHash('sha512').update(`${seed()}${password as string}`).digest('base64').replace(/[+=]/g, '.').slice(0, 53)}`)),
    derivePassword: fn('asssa', ([count, type, password, user, site]) => derive(Number(toInt(count)), type as string, () => masterKey(password as string, user as string), text(site))),
    genPrivateKey: fn('s', ([kind]) => pem(kind === 'ecdsa' ? 'EC PRIVATE KEY' : kind === 'dsa' ? 'DSA PRIVATE KEY' : kind === 'ed25519' ? 'PRIVATE KEY' : 'RSA PRIVATE KEY')),
    genCA: fn('sa', () => pair('sprig.certificate')),
    genCAWithKey: fn('sas', () => pair('sprig.certificate')),
    genSelfSignedCert: fn('saaa', () => pair('sprig.certificate')),
    genSelfSignedCertWithKey: fn('saaas', () => pair('sprig.certificate')),
    genSignedCert: fn('saaaa', () => pair('sprig.certificate')),
    genSignedCertWithKey: fn('saaaas', () => pair('sprig.certificate')),
    buildCustomCert: fn('ss', ([cert, key]) => new GoObject('sprig.certificate', new Map([['Cert', Buffer.from(cert as string, 'base64').toString()], ['Key', Buffer.from(key as string, 'base64').toString()]]))),
    encryptAES: fn('ss', ([password, plain]) => {
      const key = crypto().createHash('sha256').update(password as string).digest();
      const iv = bytes(16);
      const cipher = crypto().createCipheriv('aes-256-cbc', key, iv);
      return Buffer.concat([iv, cipher.update(plain as string), cipher.final()]).toString('base64');
    }),
    decryptAES: fn('ss', ([password, sealed]) => {
      const data = Buffer.from(sealed as string, 'base64');
      if (data.length < 32) throw new FunctionError('text is shorter than the block size');
      try {
        const cipher = crypto().createDecipheriv('aes-256-cbc', crypto().createHash('sha256').update(password as string).digest(), data.subarray(0, 16));
        return Buffer.concat([cipher.update(data.subarray(16)), cipher.final()]).toString();
      } catch {
        throw new FunctionError('cannot decrypt');
      }
    }),
  };
}

const scope = 'com.lyndir.masterpassword';

/** A text behind its length in bytes. */
function sized(value: string): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(Buffer.byteLength(value));
  return Buffer.concat([size, Buffer.from(value)]);
}

/** The Master Password algorithm, version 3 (Sprig's derivePassword). */
function derive(count: number, type: string, key: () => Buffer, site: string): string {
  const templates: Readonly<Record<string, readonly string[]>> = {
    maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
    long: ['CvcvnoCvcvCvcv', 'CvcvCvcvnoCvcv', 'CvcvCvcvCvcvno', 'CvccnoCvcvCvcv', 'CvccCvcvnoCvcv', 'CvccCvcvCvcvno', 'CvcvnoCvccCvcv', 'CvcvCvccnoCvcv', 'CvcvCvccCvcvno', 'CvcvnoCvcvCvcc', 'CvcvCvcvnoCvcc', 'CvcvCvcvCvccno', 'CvccnoCvccCvcv', 'CvccCvccnoCvcv', 'CvccCvccCvcvno', 'CvcvnoCvccCvcc', 'CvcvCvccnoCvcc', 'CvcvCvccCvccno', 'CvccnoCvcvCvcc', 'CvccCvcvnoCvcc', 'CvccCvcvCvccno'],
    medium: ['CvcnoCvc', 'CvcCvcno'],
    short: ['Cvcn'],
    basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
    pin: ['nnnn'],
  };
  const set = templates[type];
  if (set === undefined) throw new FunctionError(`cannot find password template ${type}`);
  const classes: Readonly<Record<string, string>> = { V: 'AEIOU', C: 'BCDFGHJKLMNPQRSTVWXYZ', v: 'aeiou', c: 'bcdfghjklmnpqrstvwxyz', A: 'AEIOUBCDFGHJKLMNPQRSTVWXYZ', a: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz', n: '0123456789', o: "@&%?,=[]_:-+*$#!'^~;()/.", x: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()' };
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(count);
  const hash = crypto().createHmac('sha256', key()).update(Buffer.concat([Buffer.from(scope), sized(site), counter])).digest();
  const template = set[(hash[0] as number) % set.length] as string;
  return [...template].map((char, i) => {
    const from = classes[char] as string;
    return from[(hash[i + 1] as number) % from.length];
  }).join('');
}

