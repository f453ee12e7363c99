import { resolve } from 'node:path'
import { z } from 'zod'

/** The service's settings, all from the environment and all with a default. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Where people reach the service; without a slash at the end. Absent: http://HOST:PORT. */
  readonly publicUrl: string | undefined
  readonly dataDir: string
  readonly masterKeyFile: string
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  readonly logLevel: LogLevel
  readonly language: 'fr' | 'en'
}

export type LogLevel = z.output<typeof logLevel>

/** A variable that cannot be used as it is: the message names it and says what to write. */
export class ConfigError extends Error {
  readonly code = 'config'
}

const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
const portHint = 'write a port number between 0 and 65535, such as 3000'
const smtpHint =
  'write smtp://user:password@mail.example.org, with %XX for special characters in the password'

const environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, portHint)
    .transform(Number)
    .pipe(z.number().max(65_535, portHint))
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z
    .string()
    .refine(isOrigin, 'write an address alone, such as https://badges.example.org')
    .transform((value) => new URL(value).origin)
    .optional(),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z.undefined('this version stores in SQLite only: leave it empty').optional(),
  MASTER_KEY_FILE: z.string().optional(),
  SMTP_URL: z.string().refine(isSmtp, smtpHint).optional(),
  MAIL_FROM: z.email('write one mail address, such as badges@example.org').optional(),
  LOG_LEVEL: z
    .enum(logLevel.options, `write one of ${logLevel.options.join(', ')}`)
    .default('info'),
  DEFAULT_LANGUAGE: z.enum(['fr', 'en'], 'write fr or en').default('fr'),
})

/** Reads the environment. Throws ConfigError, naming the first variable that cannot be used. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = environment.safeParse(withoutEmpty(env))
  if (!read.success) {
    const [issue] = read.error.issues
    throw new ConfigError(`${issue?.path.join('.')}: ${issue?.message}.`)
  }
  const { data } = read
  const dataDir = resolve(data.DATA_DIR)
  return {
    port: data.PORT,
    host: data.HOST,
    publicUrl: data.PUBLIC_URL,
    dataDir,
    masterKeyFile: data.MASTER_KEY_FILE ?? resolve(dataDir, 'master.key'),
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM ?? `badges@${mailDomain(data.PUBLIC_URL)}`,
    logLevel: data.LOG_LEVEL,
    language: data.DEFAULT_LANGUAGE,
  }
}

function mailDomain(publicUrl: string | undefined): string {
  const host = publicUrl === undefined ? undefined : URL.parse(publicUrl)?.hostname
  return host?.includes('.') && !/^[\d.]+$/.test(host) ? host : 'cordee.example'
}

function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.entries(env).map(([name, value = '']) => [name, value.trim()] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== ''))
}

// It becomes part of every badge, and pages link to each other from the root.
function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false
  return url.href === `${url.origin}/`
}

function isSmtp(text: string): boolean {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) return false
  return url.hostname !== '' && [url.username, url.password].every(isPercentEncoded)
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
