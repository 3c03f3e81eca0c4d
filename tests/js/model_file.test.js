// @ts-check
// Tests that a `.keras` file is read without its weights, and that hostile files end with a code and not with an error.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import * as jsfive from "jsfive";
import {
  loadFile,
  readKerasFile,
  recogniseFormat,
} from "../../pages/components/explorer/network/model_file/contents.js";
import { codeOf } from "../../pages/components/explorer/network/model_file/failure.js";
import { listH5 } from "../../pages/components/explorer/network/model_file/h5_contents.js";
import { describeFailure } from "../../pages/components/explorer/network/model_file/sentences.js";

const CONFIG = '{"class_name":"Sequential"}';
const DEFLATED = 8;

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {Buffer} content as it is in the archive
 * @property {number} [method]
 * @property {number} [flags]
 * @property {number} [bytes] the size that the directory states
 */

/** @param {ZipEntry[]} entries */
function makeZip(entries) {
  /** @type {Buffer[]} */
  const files = [];
  /** @type {Buffer[]} */
  const directory = [];
  let offset = 0;
  for (const { name, content, method = 0, flags = 0, bytes = content.length } of entries) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt32LE(bytes, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    files.push(local, Buffer.from(name), content);
    directory.push(entry, Buffer.from(name));
    offset += local.length + name.length + content.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listed, end]);
}

/** @param {Blob} file */
const failureOf = (file) => readKerasFile(file).then(() => "read", codeOf);

test("the config is read, stored or deflated, and the weights beside it are not", async () => {
  const weights = { name: "model.weights.h5", content: Buffer.alloc(1000) };
  const stored = makeZip([weights, { name: "config.json", content: Buffer.from(CONFIG) }]);
  const content = deflateRawSync(CONFIG);
  const deflated = makeZip([{ name: "config.json", content, method: DEFLATED, bytes: CONFIG.length }, weights]);
  for (const bytes of [stored, deflated]) {
    const file = new Blob([bytes]);
    assert.equal(await recogniseFormat(file), "keras");
    assert.deepEqual(await readKerasFile(file), { config: CONFIG, weights: [], names: [] });
  }
});

test("of a large archive, only the directory and the config are read", async () => {
  const content = Buffer.from(CONFIG);
  const entries = [
    { name: "weights", content: Buffer.alloc(10_000_000) },
    { name: "config.json", content },
  ];
  const file = new Blob([makeZip(entries)]);
  let bytesRead = 0;
  const slice = file.slice.bind(file);
  file.slice = (start, end) => {
    const part = slice(start, end);
    bytesRead += part.size;
    return part;
  };
  assert.equal((await readKerasFile(file)).config, CONFIG);
  assert.ok(bytesRead < 70_000, `${bytesRead} bytes were read`);
});

test("a few bytes that expand without limit are not expanded, whatever size the archive states", async () => {
  const content = deflateRawSync(Buffer.alloc(40_000_000));
  for (const bytes of [40_000_000, 10]) {
    const file = new Blob([makeZip([{ name: "config.json", content, method: DEFLATED, bytes }])]);
    assert.equal(await failureOf(file), "large_config");
  }
});

test("each kind of damage has its own sentence", async () => {
  const config = { name: "config.json", content: Buffer.from(CONFIG) };
  const whole = makeZip([config]);
  const cut = whole.subarray(0, whole.length - 30);
  const wrongPlace = Buffer.from(whole);
  wrongPlace.writeUInt32LE(4_000_000_000, whole.length - 6);
  const codes = {
    damaged_zip: [cut, wrongPlace, makeZip([{ ...config, method: DEFLATED }]), makeZip([{ ...config, method: 99 }])],
    no_config: [makeZip([{ ...config, name: "word/document.xml" }]), makeZip([])],
    encrypted: [makeZip([{ ...config, flags: 1 }])],
    large_config: [makeZip([{ ...config, bytes: 2 ** 31 }])],
  };
  for (const [code, archives] of Object.entries(codes)) {
    for (const archive of archives) assert.equal(await failureOf(new Blob([archive])), code);
  }
  assert.match(describeFailure("encrypted", "model.keras"), /^model\.keras: this archive is encrypted/);
});

test("a file of another format, and an .h5 file with wrong content, are refused", async () => {
  await assert.rejects(recogniseFormat(new Blob(["PK or not"])), { code: "unknown_format" });
  await assert.rejects(recogniseFormat(new Blob([])), { code: "unknown_format" });
  const start = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  const file = new Blob([new Uint8Array([...start, ...Array(500).fill(255)])]);
  assert.equal(await recogniseFormat(file), "h5");
  const buffer = await loadFile(file, () => {});
  assert.throws(() => listH5(jsfive, buffer), { code: "damaged_h5" });
});
