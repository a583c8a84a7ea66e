// Opens a sealed file with Node's cryptography, written from the description in src/seal.rs alone:
// `node unseal.mjs FILE passphrase|link SECRET [PATH]` lists what is in it, or prints one file.

import { createDecipheriv, createHash, hkdfSync, pbkdf2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { isMain } from './arguments.mjs';

const label = (word) => Buffer.from(`roadmapgen sealed/1 ${word}`, 'ascii');
const hkdf = (key, salt, word) => Buffer.from(hkdfSync('sha256', key, salt, label(word), 32));

function gcm(key, nonce, sealed, additional) {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(additional).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

/** The files of a sealed view by their paths; throws where `secret`, a `passphrase` or what a `link` carries, is not one of its. */
export function unseal(file, kind, secret) {
  if (file.toString('latin1', 0, 8) !== 'rmgseal1') throw new Error('no sealed file');
  if (!createHash('sha256').update(file.subarray(0, -32)).digest().equals(file.subarray(-32))) throw new Error('damaged');
  const [rounds, salt, head, header] = [file.readUInt32BE(8), file.subarray(12, 28), file.subarray(0, 60), file.subarray(0, 1020)];
  const opener = kind === 'link'
    ? Buffer.from(secret, 'base64url')
    : pbkdf2Sync(secret.normalize('NFC').trim().replace(/\s+/g, ' '), Buffer.concat([label('passphrase'), salt]), rounds, 32, 'sha256');
  const first = kind === 'link' ? 540 : 60;
  const content = Array.from({ length: 8 }, (_, number) => file.subarray(first + number * 60, first + number * 60 + 60))
    .map((slot) => attempt(() => gcm(hkdf(opener, salt, `wrap ${kind}`), slot.subarray(0, 12), slot.subarray(12), head)))
    .find((key) => key !== null);
  if (content === undefined) throw new Error('refused');
  if (!hkdf(content, salt, 'commitment').equals(file.subarray(28, 60))) throw new Error('another key');
  const plaintext = gcm(hkdf(content, salt, 'encryption'), file.subarray(1020, 1032), file.subarray(1032, -32), header);
  const end = 8 + Number(plaintext.readBigUInt64BE(0));
  if (plaintext.subarray(end).some((byte) => byte !== 0)) throw new Error('padded with something');
  const archive = inflateRawSync(plaintext.subarray(8, end));
  const start = 4 + archive.readUInt32BE(0);
  const index = JSON.parse(archive.toString('utf8', 4, start));
  return new Map(Object.entries(index).map(([path, [at, length]]) => [path, archive.subarray(start + at, start + at + length)]));
}

function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

if (isMain(import.meta.url)) {
  const [path, kind, secret, wanted] = process.argv.slice(2);
  const files = unseal(readFileSync(path), kind, secret);
  if (wanted === undefined) for (const [name, bytes] of files) console.log(`${bytes.length}\t${name}`);
  else process.stdout.write(files.get(wanted) ?? '');
}
