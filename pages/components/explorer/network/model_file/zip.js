// @ts-check
// Reads one small file in a ZIP archive. Only the directory of the archive and this file are read.
// Source of the format: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.

import { ReadingError } from "./failure.js";

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 2 ** 16;
const MAX_DIRECTORY_BYTES = 2 ** 22;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

/** @typedef {{ flags: number, method: number, packedBytes: number, bytes: number, offset: number }} Entry */

/**
 * The text of a file in an archive. Nobody has checked the archive: each number in it may be wrong.
 *
 * @param {Blob} archive
 * @param {string} name
 * @param {number} maxBytes
 * @throws {ReadingError} if the archive is damaged, has no such file, or the file is larger than `maxBytes`
 */
export async function readTextFile(archive, name, maxBytes) {
  const entry = findEntry(await readDirectory(archive), name);
  if (!entry) throw new ReadingError("no_config");
  if (entry.flags & ENCRYPTED) throw new ReadingError("encrypted");
  if (entry.bytes > maxBytes || entry.packedBytes > maxBytes) throw new ReadingError("large_config");
  const start = entry.offset + LOCAL_BYTES + (await localNameBytes(archive, entry.offset));
  const packed = archive.slice(start, start + entry.packedBytes);
  if (packed.size !== entry.packedBytes) throw new ReadingError("damaged_zip");
  if (entry.method === STORED) return packed.text();
  if (entry.method !== DEFLATED) throw new ReadingError("damaged_zip");
  return inflateText(packed, maxBytes);
}

/**
 * The directory of an archive, which lists its files.
 *
 * @param {Blob} archive
 */
async function readDirectory(archive) {
  const tailStart = Math.max(0, archive.size - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await readView(archive, tailStart, archive.size);
  let end = tail.byteLength - END_BYTES;
  while (end >= 0 && tail.getUint32(end, true) !== END_SIGNATURE) end -= 1;
  if (end < 0) throw new ReadingError("damaged_zip");
  const bytes = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (bytes > MAX_DIRECTORY_BYTES || start + bytes > archive.size) throw new ReadingError("damaged_zip");
  return readView(archive, start, start + bytes);
}

/**
 * @param {DataView} directory
 * @param {string} name
 * @returns {Entry | null}
 */
function findEntry(directory, name) {
  for (let at = 0; at + ENTRY_BYTES <= directory.byteLength; ) {
    if (directory.getUint32(at, true) !== ENTRY_SIGNATURE) throw new ReadingError("damaged_zip");
    const nameBytes = directory.getUint16(at + 28, true);
    if (at + ENTRY_BYTES + nameBytes > directory.byteLength) throw new ReadingError("damaged_zip");
    const entryName = new Uint8Array(directory.buffer, directory.byteOffset + at + ENTRY_BYTES, nameBytes);
    if (new TextDecoder().decode(entryName) === name) {
      return {
        flags: directory.getUint16(at + 8, true),
        method: directory.getUint16(at + 10, true),
        packedBytes: directory.getUint32(at + 20, true),
        bytes: directory.getUint32(at + 24, true),
        offset: directory.getUint32(at + 42, true),
      };
    }
    at += ENTRY_BYTES + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return null;
}

/**
 * The length of the name and of the extra field before the content of a file.
 *
 * @param {Blob} archive
 * @param {number} offset
 */
async function localNameBytes(archive, offset) {
  const header = await readView(archive, offset, offset + LOCAL_BYTES);
  if (header.byteLength < LOCAL_BYTES || header.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw new ReadingError("damaged_zip");
  }
  return header.getUint16(26, true) + header.getUint16(28, true);
}

/**
 * @param {Blob} packed
 * @param {number} maxBytes
 */
async function inflateText(packed, maxBytes) {
  const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new ReadingError("damaged_zip");
    });
    if (done) return new Blob(parts).text();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      // The archive states a smaller size than the content has: a few bytes may expand to gigabytes.
      await reader.cancel();
      throw new ReadingError("large_config");
    }
    parts.push(value);
  }
}

/**
 * @param {Blob} blob
 * @param {number} start
 * @param {number} end
 */
async function readView(blob, start, end) {
  return new DataView(await blob.slice(start, end).arrayBuffer());
}
