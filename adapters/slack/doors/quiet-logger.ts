import { type Logger, LogLevel } from '@slack/bolt'

/** Slack's libraries write whole messages, with texts and tokens in them: what matters is logged by whoever calls them. */
export const quietLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
}
