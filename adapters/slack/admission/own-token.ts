import type { Log } from '#src/chat/adapting/log.ts'
import type { Roster } from '#src/chat/chat-book.ts'
import { lostToken, ownerOf, slackError, type TokenOwner } from './bare-client.ts'
import { teamRef } from '../refs.ts'
import { type BotToken, NotInstalled, type Tokens } from './tokens.ts'

/** One workspace, by the token of the environment. Slack is asked whose it is when it is first needed: a service starts without Slack. */
export class OwnToken implements Tokens {
  readonly #options: OwnTokenOptions
  #owner: Promise<TokenOwner> | undefined
  #problem: string | undefined

  constructor(options: OwnTokenOptions) {
    this.#options = options
  }

  get problem(): string | undefined {
    return this.#problem
  }

  async tokenFor(team: string): Promise<BotToken> {
    const owner = await this.#askOnce()
    if (owner.team !== team || owner.isOfOrganisation) throw new NotInstalled(team)
    const { botUserId, botId, enterprise, scopes } = owner
    return { token: this.#options.botToken, botUserId, botId, enterprise, scopes }
  }

  /** The token stays in the environment: whether it became good again is asked at the next need. */
  async forget(): Promise<void> {
    this.#owner = undefined
  }

  async doubt(): Promise<void> {
    this.#owner = undefined
  }

  #askOnce(): Promise<TokenOwner> {
    const asked = this.#owner ?? this.#ask()
    this.#owner = asked
    return asked
  }

  async #ask(): Promise<TokenOwner> {
    const { apiUrl, botToken, roster } = this.#options
    try {
      const owner = await ownerOf(apiUrl, botToken)
      if (!owner.isOfOrganisation)
        await roster.connect({
          ref: teamRef(owner.team),
          name: owner.teamName,
          language: undefined,
          own: true,
        })
      this.#problem = owner.isOfOrganisation ? ofOrganisation : undefined
      return owner
    } catch (failure) {
      this.#owner = undefined
      this.#note(slackError(failure))
      throw failure
    }
  }

  // Said once, not at each click.
  #note(error: string | undefined): void {
    const problem = error && lostToken.has(error) ? refused(error) : 'Slack cannot be reached.'
    if (problem !== this.#problem) this.#options.log.warn({ error }, problem)
    this.#problem = problem
  }
}

interface OwnTokenOptions {
  readonly apiUrl: string
  readonly botToken: string
  readonly roster: Pick<Roster, 'connect'>
  readonly log: Log
}

function refused(error: string): string {
  return `SLACK_BOT_TOKEN is refused by Slack (${error}): copy the Bot User OAuth Token from the app's page OAuth & Permissions.`
}

const ofOrganisation =
  'SLACK_BOT_TOKEN is of a whole Enterprise organisation: set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, and install from /slack/install.'
