/**
 * When the thing with that id was made; 0 for what is no id.
 * @see https://docs.discord.com/developers/reference#snowflakes
 */
export function madeAt(id: string): number {
  return /^\d{1,20}$/.test(id) ? Number(BigInt(id) >> 22n) + discordEpoch : 0
}

/** The first id of that moment. */
export function idAt(ms: number): string {
  return String(BigInt(Math.max(0, Math.floor(ms) - discordEpoch)) << 22n)
}

const discordEpoch = 1_420_070_400_000
