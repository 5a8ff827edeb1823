// Reads a ZIP of stored files by its central directory, as a strict reader does: names as UTF-8, sizes and places from there.
import assert from "node:assert/strict";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/** @param {Buffer} bytes @returns {Map<string, Buffer>} the files by their names, in order */
export function unzip(bytes) {
  const end = bytes.length - 22;
  assert.equal(bytes.readUInt32LE(end), END, "the end record stands at the end, without a comment");
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const files = new Map();
  for (let number = 0; number < count; number += 1) {
    assert.equal(bytes.readUInt32LE(at), ENTRY);
    const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
    const [packed, size] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    assert.ok(flags & 0x800, `${name}: the name is said to be UTF-8`);
    assert.equal(method, 0, `${name}: audio is stored, not packed once more`);
    assert.equal(packed, size);
    assert.equal(bytes.readUInt32LE(local), LOCAL);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    files.set(name, bytes.subarray(from, from + size));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}
