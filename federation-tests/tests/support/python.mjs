// Programs of pasture/, in the venv that bin/setup --tests makes for them.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const folder = resolve(import.meta.dirname, "../../pasture");
const python = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tonewood-tools", "pasture", "bin", "python");

/** Runs a program of pasture/ and gives the lines it printed, each read as JSON. */
export async function pasture(program, ...words) {
  // bovine keeps what it fetched in a file where it is started.
  const cwd = await mkdtemp(join(tmpdir(), "tonewood-python-"));
  try {
    const { stdout } = await run(python, [join(folder, program), ...words], { cwd, timeout: 120_000, maxBuffer: 64 << 20 });
    return stdout.trim().split("\n").map((line) => JSON.parse(line));
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
