const AUDIO = /\.(?:wav|wave|aiff?|aifc|flac|m4a|mp4|alac|mp3|aac|ogg|oga|opus)$/i;
const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Files that were chosen or dropped: audio in natural order, the names of what is something else, and the folder all audio lies in, if one. */
export interface Chosen {
  audio: File[];
  others: string[];
  folder: string;
}

interface Found {
  file: File;
  path: string;
}

/** Everything in a drop, folders gone through. */
export async function fromDrop(transfer: DataTransfer): Promise<Chosen> {
  // The entries must be taken before the first await: the list is empty afterwards.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return chosen([...transfer.files].map((file) => ({ file, path: file.name })));
  return chosen((await Promise.all(entries.map(walk))).flat());
}

/** What a file input holds. */
export function fromInput(input: HTMLInputElement): Chosen {
  return chosen([...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
}

function chosen(found: Found[]): Chosen {
  const visible = found.filter(({ file }) => !file.name.startsWith("."));
  visible.sort((a, b) => order.compare(a.path, b.path));
  const isAudio = ({ file }: Found) => AUDIO.test(file.name) || file.type.startsWith("audio/");
  const audio = visible.filter(isAudio);
  const folders = new Set(audio.map(({ path }) => path.replace(/^\//, "").split("/").slice(0, -1)[0] ?? ""));
  return {
    audio: audio.map(({ file }) => file),
    others: visible.filter((one) => !isAudio(one)).map(({ file }) => file.name),
    folder: folders.size === 1 ? ([...folders][0] ?? "") : "",
  };
}

async function walk(entry: FileSystemEntry): Promise<Found[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
    return [{ file, path: entry.fullPath }];
  }
  if (!entry.isDirectory) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // A reader gives a hundred at a time, and nothing when it is done.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map(walk))).flat();
}
