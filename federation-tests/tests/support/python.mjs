// Programs of pasture/, in the venv that bin/setup --tests makes for them.
import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const folder = resolve(import.meta.dirname, "../../pasture");
const python = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tonewood-tools", "pasture", "bin", "python");

/** Runs a program of pasture/ and gives the lines it printed, each read as JSON. */
export async function pasture(program, ...words) {
  const { stdout } = await run(python, [join(folder, program), ...words], { timeout: 120_000, maxBuffer: 64 << 20 });
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}
