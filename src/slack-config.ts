import { z } from 'zod'
import { isWebAddress } from './web-address.ts'

/** One workspace by `botToken`, or many by `clientId` and `clientSecret`; by Socket Mode where there is an `appToken`. */
export interface SlackConfig {
  readonly signingSecret?: string
  readonly botToken?: string
  readonly appToken?: string
  readonly clientId?: string
  readonly clientSecret?: string
  /** Ends with a slash. */
  readonly apiUrl: string
}

/** The variables of the environment that connect Slack. */
export const slackVariables = {
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xox[\w.-]+$/, 'write the token that begins with xoxb-')
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-[\w.-]+$/, 'write the token that begins with xapp-')
    .optional(),
  SLACK_SIGNING_SECRET: z
    .string()
    .regex(/^[\w-]{8,}$/, 'write the Signing Secret of the page Basic Information')
    .optional(),
  SLACK_CLIENT_ID: z
    .string()
    .regex(/^[\w.-]+$/, 'write the Client ID of the page Basic Information')
    .optional(),
  SLACK_CLIENT_SECRET: z
    .string()
    .regex(/^[\w-]+$/, 'write the Client Secret of the page Basic Information')
    .optional(),
  SLACK_API_URL: z
    .string()
    .refine(isWebAddress, 'write an address such as https://slack.com/api/')
    .transform((value) => (value.endsWith('/') ? value : `${value}/`))
    .default('https://slack.com/api/'),
}

interface SlackVariables {
  readonly SLACK_BOT_TOKEN?: string | undefined
  readonly SLACK_APP_TOKEN?: string | undefined
  readonly SLACK_SIGNING_SECRET?: string | undefined
  readonly SLACK_CLIENT_ID?: string | undefined
  readonly SLACK_CLIENT_SECRET?: string | undefined
  readonly SLACK_API_URL: string
  readonly PUBLIC_URL?: string | undefined
}

/** What is missing beside what is there, and what to write. Slack would otherwise be silent, without a word why. */
export function checkSlack(given: SlackVariables, context: z.RefinementCtx): void {
  const {
    SLACK_BOT_TOKEN: bot,
    SLACK_APP_TOKEN: app,
    SLACK_SIGNING_SECRET: signing,
    SLACK_CLIENT_ID: id,
    SLACK_CLIENT_SECRET: secret,
    PUBLIC_URL: address,
  } = given
  const wrong = (name: keyof SlackVariables, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message })
  const missing = (name: keyof SlackVariables, beside: keyof SlackVariables, remedy: string) =>
    wrong(name, `missing beside ${beside}: ${remedy}`)
  if (bot && (id ?? secret))
    wrong('SLACK_BOT_TOKEN', 'write it for one workspace, or SLACK_CLIENT_ID for many, not both')
  if (id && !secret) missing('SLACK_CLIENT_SECRET', 'SLACK_CLIENT_ID', onBasicPage)
  if (secret && !id) missing('SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', onBasicPage)
  const by = bot ? 'SLACK_BOT_TOKEN' : 'SLACK_CLIENT_ID'
  if ((bot ?? id) && !signing && !app)
    missing('SLACK_SIGNING_SECRET', by, 'write it, or SLACK_APP_TOKEN for Socket Mode')
  if (id && !address)
    missing('PUBLIC_URL', 'SLACK_CLIENT_ID', 'write the address that workspaces install from')
  if ((signing ?? app) && !bot && !id && !secret)
    missing(
      'SLACK_BOT_TOKEN',
      app ? 'SLACK_APP_TOKEN' : 'SLACK_SIGNING_SECRET',
      'write the token that begins with xoxb-, of the page OAuth & Permissions',
    )
}

const onBasicPage = 'write what the page Basic Information says'

/** Undefined where nothing says by whose leave. */
export function slackOf({
  SLACK_BOT_TOKEN: botToken,
  SLACK_APP_TOKEN: appToken,
  SLACK_SIGNING_SECRET: signingSecret,
  SLACK_CLIENT_ID: clientId,
  SLACK_CLIENT_SECRET: clientSecret,
  SLACK_API_URL: apiUrl,
}: SlackVariables): SlackConfig | undefined {
  if (botToken === undefined && clientId === undefined) return undefined
  return {
    ...(botToken === undefined ? {} : { botToken }),
    ...(appToken === undefined ? {} : { appToken }),
    ...(signingSecret === undefined ? {} : { signingSecret }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(clientSecret === undefined ? {} : { clientSecret }),
    apiUrl,
  }
}
