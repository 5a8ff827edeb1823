// A record to listen to: three tracks of different formats and lengths, with a cover, published.
import { readFile } from "node:fs/promises";
import { Api } from "./api.mjs";
import { picture, sound } from "./sounds.mjs";

/** Publishes "Low Water" by Ode Halloran at /@ode/low-water. Gives the API of its artist, and the tracks. */
export async function publishLowWater(instance, folder) {
  await instance.account("ode@example.org", "a long enough password");
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  const files = await Promise.all([
    sound(folder, "slack water.flac", { seconds: 60, title: "Slack Water" }),
    sound(folder, "neap.wav", { seconds: 5, pitch: 330, title: "Neap" }),
    sound(folder, "spring tide.mp3", { seconds: 20, pitch: 262, title: "Spring Tide" }),
  ]);
  const made = await api.publish({ handle: "ode", name: "Ode Halloran", title: "Low Water", files, more: { tags: ["piano"] } });
  await api.call("PUT", `releases/${made.release.id}/cover`, await readFile(await picture(folder, "cover.png")));
  await api.call("PUT", `releases/${made.release.id}/publication`, {});
  return { api, tracks: made.tracks };
}
