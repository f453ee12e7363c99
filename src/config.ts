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
const absent = z.literal('').transform(() => undefined)
const text = z.string().trim()

const url = (protocols: readonly string[], example: string) =>
  absent
    .or(
      text.refine(
        (value) => protocols.includes(URL.parse(value)?.protocol ?? ''),
        `write an address such as ${example}`,
      ),
    )
    .optional()

const environment = z.object({
  PORT: z.coerce
    .number('write a port number, such as 3000')
    .int('write a whole port number, such as 3000')
    .min(0, 'write a port number between 0 and 65535')
    .max(65535, 'write a port number between 0 and 65535')
    .default(3000),
  HOST: text.min(1, 'write an address such as 127.0.0.1 or 0.0.0.0').default('127.0.0.1'),
  PUBLIC_URL: url(['http:', 'https:'], 'https://badges.example.org').transform((value) =>
    value?.replace(/\/+$/, ''),
  ),
  DATA_DIR: text.min(1, 'write the path of a folder').default('data'),
  DATABASE_URL: absent
    .optional()
    .or(z.string().transform((_, context) => unsupportedDatabase(context))),
  MASTER_KEY_FILE: absent.or(text).optional(),
  SMTP_URL: url(['smtp:', 'smtps:'], 'smtps://user:password@mail.example.org'),
  MAIL_FROM: absent.or(z.email('write one mail address, such as badges@example.org')).optional(),
  LOG_LEVEL: z
    .enum(logLevel.options, `write one of ${logLevel.options.join(', ')}`)
    .default('info'),
  DEFAULT_LANGUAGE: z.enum(['fr', 'en'], 'write fr or en').default('fr'),
})

/** Reads the environment. Throws ConfigError, naming the first variable that cannot be used. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = environment.safeParse(env)
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

function unsupportedDatabase(context: z.RefinementCtx): undefined {
  context.addIssue({
    code: 'custom',
    message: 'this version stores in SQLite only: leave it empty',
  })
  return undefined
}
