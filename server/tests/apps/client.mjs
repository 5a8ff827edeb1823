// subsonic-api, a client in JavaScript: client.mjs ADDRESS KEY. Prints one line of JSON with what it saw.
import { SubsonicAPI } from "subsonic-api";

const [address, apiKey] = process.argv.slice(2);
const api = new SubsonicAPI({ url: address, auth: { apiKey }, post: true });
const { albumList2 } = await api.getAlbumList2({ type: "alphabeticalByName" });
const { album } = await api.getAlbum({ id: albumList2.album.at(-1).id });
const [song] = album.song;
await api.star({ id: song.id });
const { starred2 } = await api.getStarred2();
const { playlist } = await api.createPlaylist({ name: "From subsonic-api", songId: album.song.map((one) => one.id) });
const stream = await api.stream({ id: song.id, format: "mp3", maxBitRate: 128 });
const sound = await stream.arrayBuffer();
const { searchResult3 } = await api.search3({ query: "" });
console.log(
  JSON.stringify({
    songs: album.song.map((one) => one.title),
    starred: starred2.song.length,
    playlist: playlist.entry.length,
    sound: sound.byteLength,
    found: searchResult3.song.length,
  }),
);
