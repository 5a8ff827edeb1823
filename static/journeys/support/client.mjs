// The client's own modules, those that need no page, for tests under node.
import { resolve } from "node:path";
import { build } from "esbuild";

/** Bundles modules of `ts/` and gives all that they export. @param {string[]} names such as `player/queue` */
export async function client(...names) {
  const { outputFiles } = await build({
    stdin: { contents: names.map((name) => `export * from "./${name}";`).join("\n"), resolveDir: resolve(import.meta.dirname, "../../ts"), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
