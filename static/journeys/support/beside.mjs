// The instance with one more file beside it, on an origin of its own: browsers fetch worklets past every interception, and the
// pages' policy wants them from the same place.
import { createServer, request } from "node:http";

/** @param {{port: number}} instance @param {string} path of the script @param {string} script */
export async function beside(instance, path, script) {
  const server = createServer((asked, answer) => {
    if (asked.url === path) {
      answer.setHeader("content-type", "text/javascript");
      answer.end(script);
      return;
    }
    const { url, method, headers } = asked;
    const on = request({ host: "127.0.0.1", port: instance.port, path: url, method, headers: { ...headers, host: `127.0.0.1:${instance.port}` } }, (got) => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    on.on("error", () => answer.destroy());
    answer.on("close", () => on.destroy());
    asked.pipe(on);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
