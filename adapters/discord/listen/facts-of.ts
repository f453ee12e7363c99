import { DiscordTrouble } from '../send/discord-trouble.ts'

/** Where it happened and what it was: of others no message, for one may hold what somebody wrote, or an address with a token. */
export function factsOf(failure: unknown): Readonly<Record<string, unknown>> {
  if (!(failure instanceof Error)) return { type: typeof failure }
  const places = (failure.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return {
    type: failure.name,
    ...(failure instanceof DiscordTrouble ? { trouble: failure.message } : {}),
    ...('code' in failure ? { code: failure.code } : {}),
    at: places.slice(0, 8).join('\n'),
  }
}
