import { commandsOf } from '../views/room-commands.ts'
import type { MemberRow } from '#src/storage/members.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import type { ShownMessage } from '../room-door.ts'
import { icon } from '../views/icon.ts'
import { replySection } from '../views/reply-section.ts'
import { isRunning, messageView } from '../views/room-message.ts'
import type { RoomForms, ShownReply } from '../views/shown-reply.ts'

export { messageView, replySection, type ShownReply }

export interface Room extends RoomForms {
  readonly group: GroupRow
  readonly member: MemberRow
  readonly trainer: boolean
  readonly messages: readonly ShownMessage[]
  /** Votes that wait for this member's ballot. */
  readonly owed: number
  /** Deliveries that did not succeed: for trainers. */
  readonly failures?: number | undefined
  readonly reply?: ShownReply | undefined
}

/** The room of a group: votes under way, its news, and what one may do. */
export function roomPage(context: PageContext, room: Room): string {
  const { language } = context
  const { code, newId, reply, group } = room
  return layout(context, {
    title: texts[language].pages.room.title(group.name),
    live: `/rooms/${code}/live?as=html&lang=${language}`,
    body: html`${roomTop(context, room)} ${replySection(context, { code, newId, reply })}
      ${commandsOf(language, room)}
      <p id="live-status" class="live-status" role="status"></p>
      <p id="live-news" class="for-ears" role="status"></p>
      <div id="messages" data-since="${latestChange(room)}">${messagesOf(context, room)}</div>`,
  })
}

function roomTop(
  { language }: PageContext,
  { group, member, owed, code, failures = 0 }: Room,
): Html {
  const t = texts[language].pages.room
  return html`<div class="room-top">
    <h1>${group.name}</h1>
    <p class="lead">${t.hello(member.name)} <strong id="owed">${t.owed(owed)}</strong></p>
    ${
      failures > 0 &&
      html`<p>
        ${icon('triangle-alert')}
        <a href="/console">${texts[language].pages.console.inRoom(failures)}</a>
      </p>`
    }
    <p class="room-code">
      ${icon('key-round', 18)} ${t.code} <strong class="code">${code}</strong>
    </p>
  </div>`
}

function messagesOf(context: PageContext, { code, newId, messages }: Room): Html {
  const t = texts[context.language].pages.room
  const shown = (message: ShownMessage) => messageView(context, { code, newId, message })
  const running = messages.filter(({ message }) => isRunning(message))
  const news = messages.filter(({ message }) => !isRunning(message))
  return html`<section aria-labelledby="votes-title">
      <h2 id="votes-title">${t.votes}</h2>
      <div id="votes" class="thread">${latestFirst(running).map(shown)}</div>
      <p class="empty">${t.noVotes}</p>
    </section>
    <section aria-labelledby="feed-title">
      <h2 id="feed-title">${t.feed}</h2>
      <div id="feed" class="thread">${latestFirst(news).map(shown)}</div>
      <p class="empty">${t.noFeed}</p>
    </section>`
}

// From where the page's script asks what it missed.
function latestChange({ messages }: Room): number {
  return Math.max(0, ...messages.map(({ changedAt }) => changedAt))
}

function latestFirst(messages: readonly ShownMessage[]): readonly ShownMessage[] {
  return messages.toSorted((a, b) => b.changedAt - a.changedAt)
}
