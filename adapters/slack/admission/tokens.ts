/** By whose leave the service acts in a workspace of Slack. */
export interface Tokens {
  /** The token of a workspace, good for now. Throws NotInstalled where there is none; whatever Slack refuses, as it came. */
  tokenFor(team: string, enterprise?: string): Promise<BotToken>
  /** Slack says that the workspace (or the whole organisation) let the service go, `at` that time. */
  forget(team: string, at?: number): Promise<void>
  /** A call was refused for its token: asks Slack whether it is still good, and forgets it where it is not. */
  doubt(team: string): Promise<void>
  /** What whoever runs the service should know; undefined when all is well. */
  readonly problem: string | undefined
}

export interface BotToken {
  readonly token: string
  readonly botUserId: string
  readonly botId?: string | undefined
  readonly appId?: string | undefined
  /** The Enterprise Grid organisation that the workspace belongs to. */
  readonly enterprise?: string | undefined
  /** What the app may do, as Slack last said; empty when it did not say. */
  readonly scopes: readonly string[]
}

/** The service is in no such workspace: it is unknown, whoever asks. */
export class NotInstalled extends Error {
  readonly team: string

  constructor(team: string) {
    super(`Cordée is not installed in the Slack workspace ${team}: install it from /slack/install.`)
    this.name = 'NotInstalled'
    this.team = team
  }
}
