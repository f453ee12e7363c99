import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type AddressProblem, checkBadgeAt } from '#src/app/check-badge-at.ts'
import { type Config, ConfigError, readConfig } from '#src/config.ts'
import type { Known } from '#src/credentials/badge-check.ts'
import type { Verdict } from '#src/credentials/verdict.ts'
import { type BadgeReport, verifyBadge } from '#src/credentials/verify-badge.ts'
import { reportJson } from '#src/http/routes/report-json.ts'
import { guardedClient } from '#src/outside/guarded-client.ts'
import { anyReach, publicReach } from '#src/outside/reach.ts'
import { SharedOutside } from '#src/outside/shared-outside.ts'
import { problems as en } from '#src/texts/en/problems.ts'
import { problems as fr } from '#src/texts/fr/problems.ts'
import { texts } from '#src/texts/texts.ts'
import { reportInWords } from './report-in-words.ts'

/** Where the command writes. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
}

const couldNot = 2
const statuses = { valid: 0, 'not-valid': 1, 'not-checked': couldNot } as const satisfies Record<
  Verdict,
  number
>
/** Exit status of a mistake in the configuration (sysexits.h, EX_CONFIG). */
const configStatus = 78

const problems = { fr, en }

interface Request {
  readonly badge: string
  readonly email: string | undefined
  readonly json: boolean
}

/** Checks a badge with no service and no database, and answers the exit status. */
export async function verifyCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<number> {
  const { DEFAULT_LANGUAGE, ALLOW_PRIVATE_FETCH } = env
  try {
    const config = readConfig({ DEFAULT_LANGUAGE, ALLOW_PRIVATE_FETCH })
    const request = requested(args)
    if (request) return await verify(request, config, terminal)
    terminal.err(texts[config.language].terminal.verifyUsage)
    return couldNot
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    terminal.err(error.message)
    return configStatus
  }
}

function requested(args: readonly string[]): Request | undefined {
  const options = { email: { type: 'string' }, json: { type: 'boolean', default: false } } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [badge, ...others] = positionals
    const email = z.email().optional().parse(values.email?.trim())
    if (badge === undefined || others.length > 0) return undefined
    return { badge, email: email?.toLowerCase(), json: values.json }
  } catch {
    return undefined
  }
}

async function verify(
  { badge, email, json }: Request,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const { language } = config
  const known = strangerTo(config, email)
  if (/^https?:/i.test(badge)) {
    const checked = await checkBadgeAt(badge, known.outside, (file) => verifyBadge(file, known))
    if (checked.ok) return tell(checked.report, { language, json, terminal })
    return tellProblem(checked.problem, { language, json, terminal })
  }
  const file = await readFile(badge).catch(() => undefined)
  if (file) return tell(await verifyBadge(file, known), { language, json, terminal })
  terminal.err(texts[language].terminal.verifyNoFile(badge))
  return couldNot
}

/** Somebody who issued nothing, and asks whoever issued the badge. */
function strangerTo({ allowPrivateFetch }: Config, email: string | undefined) {
  const outside = new SharedOutside(
    guardedClient({ reach: allowPrivateFetch ? anyReach : publicReach }),
  )
  return {
    now: Date.now(),
    outside: outside.forBadge('terminal'),
    findAward: async () => undefined,
    findIssuerKeys: async () => undefined,
    ...(email === undefined ? {} : { email }),
  } satisfies Known
}

interface Telling {
  readonly language: Config['language']
  readonly json: boolean
  readonly terminal: Terminal
}

function tell(report: BadgeReport, { language, json, terminal }: Telling): number {
  terminal.out(json ? pretty(reportJson(report, language)) : reportInWords(report, language))
  return statuses[report.verdict]
}

function tellProblem(code: AddressProblem, { language, json, terminal }: Telling): number {
  const { detail } = problems[language][code]
  if (json) terminal.out(pretty({ valid: false, verdict: 'not-checked', code, detail, checks: [] }))
  terminal.err(detail)
  return couldNot
}

function pretty(value: object): string {
  return JSON.stringify(value, undefined, 2)
}
