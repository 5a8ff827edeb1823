/** "4:14", or "1:02:03" from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = String(whole % 60).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

const unit = (n: number, word: string) => `${n} ${word}${n === 1 ? "" : "s"}`;

/** "2 minutes 9 seconds", for a slider's value text. */
export function spoken(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    whole >= 3600 ? unit(Math.floor(whole / 3600), "hour") : "",
    whole >= 60 ? unit(Math.floor((whole % 3600) / 60), "minute") : "",
    unit(whole % 60, "second"),
  ];
  return parts.filter(Boolean).join(" ");
}

/** "312 MB": decimal units, as disks and quotas are counted. */
export function bytes(count: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = count;
  let step = 0;
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step] ?? ""}`;
}
