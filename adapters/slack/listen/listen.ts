import type { App } from '@slack/bolt'
import { factsOf } from './ask.ts'
import { listenToCommands } from './commands.ts'
import type { Desk } from './desk.ts'
import { listenToEvents } from './events.ts'
import { listenToForeign } from './foreign.ts'
import { listenToPresses } from './presses.ts'
import { listenToShortcuts } from './shortcuts.ts'
import { listenToSubmits } from './submits.ts'
import { listenToSuggestions } from './suggestions.ts'

/** Everything that people do in Slack, and what happens there, over HTTP and over sockets alike. */
export function listen(app: App, desk: Desk): void {
  // What no listener could read.
  app.error(async (failure) => {
    desk.log.warn(factsOf(failure), 'a request of Slack could not be read')
  })
  listenToCommands(app, desk)
  listenToPresses(app, desk)
  listenToSubmits(app, desk)
  listenToShortcuts(app, desk)
  listenToSuggestions(app, desk)
  listenToEvents(app, desk)
  listenToForeign(app, desk)
}
