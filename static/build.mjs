// Builds dist/: hashed scripts, styles, fonts and icons, each text file pre-compressed, and manifest.json.
// Ends with an error when a weight budget is broken.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, "dist");
const next = path.join(here, "dist.next");
const watching = process.argv.includes("--watch");
/** With `--keep` files of earlier builds stay beside the new ones, for servers that run on them. */
const keeping = watching || process.argv.includes("--keep");
const budget = { "app.js": 35 * 1024, "app.css": 12 * 1024, "live.css": 4 * 1024, "desk.css": 4 * 1024, "library.css": 4 * 1024, "statistics.css": 4 * 1024, "listening.css": 2 * 1024, "embed.css": 5 * 1024, "embed.js": 15 * 1024, fonts: 80 * 1024 };
const texts = /\.(?:js|css|svg|json|webmanifest|map)$/;

/** The classes that turn two hue angles into a palette: `.h-0` to `.h-345`, `.k-0` to `.k-345`, and the shares of the groove. */
const hues = {
  name: "hues",
  setup(build) {
    build.onResolve({ filter: /^hues$/ }, () => ({ path: "hues.css", namespace: "hues" }));
    build.onLoad({ filter: /.*/, namespace: "hues" }, () => {
      const steps = Array.from({ length: 24 }, (_, i) => i * 15);
      const shares = Array.from({ length: 100 }, (_, i) => i + 1);
      return {
        loader: "css",
        contents: [
          ...steps.map((a) => `.h-${a}{--h:${a}}`),
          ...steps.map((a) => `.k-${a}{--h2:${a}}`),
          ...shares.map((n) => `.g-${n}{flex-grow:${n}}`),
        ].join("\n"),
      };
    });
  },
};

const options = {
  absWorkingDir: here,
  entryPoints: [
    { in: "ts/app.ts", out: "app" },
    { in: "css/app.css", out: "app" },
    { in: "css/statistics.css", out: "statistics" },
    { in: "css/live.css", out: "live" },
    { in: "css/desk.css", out: "desk" },
    { in: "css/library.css", out: "library" },
    { in: "css/listening.css", out: "listening" },
    { in: "ts/embed.ts", out: "embed" },
    { in: "css/embed.css", out: "embed" },
  ],
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome120", "firefox121", "safari17.5"],
  outdir: next,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  loader: { ".woff2": "file" },
  legalComments: "none",
  metafile: true,
  plugins: [hues],
  logLevel: "warning",
};

const hashed = (name, body) => {
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 8).toUpperCase();
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${hash}${ext}`;
};

async function sprite() {
  const names = JSON.parse(await readFile(path.join(here, "icons/names.json"), "utf8"));
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(path.join(here, `node_modules/lucide-static/icons/${name}.svg`), "utf8");
      const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
      return `<symbol id="i-${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").trim()}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function* files(dir) {
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) yield* files(full);
    else yield full;
  }
}

/** The entry script with everything it imports at once: what a first visit must fetch. */
async function entryWeight(meta, entry) {
  const seen = new Set();
  const walk = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const i of meta.outputs[name].imports) if (i.kind === "import-statement") walk(i.path);
  };
  walk(entry);
  let sum = 0;
  for (const name of seen) sum += (await promisify(gzip)(await readFile(path.join(here, name)), { level: 9 })).length;
  return sum;
}

async function finish(meta) {
  const manifest = {};
  const weights = { fonts: 0 };
  for (const [name, output] of Object.entries(meta.outputs)) {
    const file = path.relative(next, path.join(here, name)).split(path.sep).join("/");
    const plain = file.replace(/-[A-Z0-9]{8}(?=\.[a-z0-9]+$)/, "");
    if (plain !== "chunk.js") manifest[plain] = file;
    const script = /^ts\/(\w+)\.ts$/.exec(output.entryPoint ?? "")?.[1];
    if (`${script}.js` in budget) weights[`${script}.js`] = await entryWeight(meta, name);
    const sheet = /^css\/(\w+\.css)$/.exec(output.entryPoint ?? "")?.[1];
    if (sheet) weights[sheet] = (await promisify(gzip)(await readFile(path.join(here, name)), { level: 9 })).length;
    if (file.startsWith("fonts/") && !file.includes("latin-ext")) weights.fonts += output.bytes;
  }
  const put = async (name, body) => {
    manifest[name] = hashed(name, body);
    await writeFile(path.join(next, manifest[name]), body);
  };
  await put("icons.svg", await sprite());
  await put("favicon.svg", await readFile(path.join(here, "icons/favicon.svg")));
  const web = JSON.parse(await readFile(path.join(here, "icons/manifest.webmanifest"), "utf8"));
  await put("manifest.webmanifest", Buffer.from(JSON.stringify(web)));
  // The face of printed receipts: PDF wants plain TrueType, with Greek and Cyrillic for everybody's name.
  await put("print.ttf", await readFile(path.join(here, "node_modules/@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf")));
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(path.join(next, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);

  for await (const file of files(next)) {
    if (!texts.test(file) || file.endsWith("manifest.json")) continue;
    const body = await readFile(file);
    await writeFile(`${file}.gz`, await promisify(gzip)(body, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: watching ? 5 : 11 };
    await writeFile(`${file}.br`, await promisify(brotliCompress)(body, { params }));
  }
  const line = Object.entries(weights).map(([k, v]) => `${k} ${(v / 1024).toFixed(1)} of ${budget[k] / 1024} KB`);
  console.log(`dist: ${line.join(", ")}`);
  const over = Object.keys(budget).filter((k) => weights[k] > budget[k]);
  if (over.length > 0 && !watching) throw new Error(`over budget: ${over.join(", ")}`);
  if (keeping) {
    await cp(next, out, { recursive: true });
    await rm(next, { recursive: true });
  } else {
    await rm(out, { recursive: true, force: true });
    await rename(next, out);
  }
}

async function once() {
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { recursive: true });
  await finish((await esbuild.build(options)).metafile);
}

if (watching) {
  const swap = {
    name: "swap",
    setup(build) {
      build.onStart(async () => {
        await rm(next, { recursive: true, force: true });
        await mkdir(next, { recursive: true });
      });
      build.onEnd(async (result) => {
        if (result.errors.length === 0) await finish(result.metafile);
      });
    },
  };
  const context = await esbuild.context({ ...options, plugins: [...options.plugins, swap] });
  await context.watch();
} else {
  try {
    await once();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
