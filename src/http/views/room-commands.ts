import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { actionForm } from './action-form.ts'
import { icon } from './icon.ts'
import type { RoomForms } from './shown-reply.ts'

interface Commanding extends RoomForms {
  readonly trainer: boolean
  readonly owed: number
}

type Quick = keyof (typeof texts)['fr']['pages']['room']['quick']

const learnerCommands: readonly Quick[] = ['vote', 'status', 'mine', 'list', 'help']

const icons: Readonly<Record<Quick, string>> = {
  propose: 'plus',
  vote: 'vote',
  status: 'hourglass',
  mine: 'award',
  list: 'book-open',
  help: 'life-buoy',
}

/** What one may do: a button for each command, and a line to type one. */
export function commandsOf(language: Language, room: Commanding): Html {
  const t = texts[language].pages.room
  const commands: readonly Quick[] = room.trainer
    ? ['propose', ...learnerCommands]
    : learnerCommands
  return html`<section class="commands" aria-labelledby="commands-title">
    <h2 id="commands-title">${t.actions}</h2>
    <div class="quick">${commands.map((name) => quickButton(language, room, name))}</div>
    ${composer(language, room)}
  </section>`
}

function quickButton(language: Language, room: Commanding, name: Quick): Html {
  const main = name === 'propose' || (name === 'vote' && room.owed > 0)
  return actionForm(room, {
    className: 'press',
    hidden: { kind: 'command', text: `/badge ${name}` },
    content: html`<button class="button${main ? ' primary' : ''}">
      ${icon(icons[name])} <span>${texts[language].pages.room.quick[name]}</span>
    </button>`,
  })
}

function composer(language: Language, room: Commanding): Html {
  const t = texts[language].pages.room
  return actionForm(room, {
    className: 'composer',
    hidden: { kind: 'command' },
    content: html`<label for="command">${t.type}</label>
      <div class="composer-row">
        <input
          id="command"
          name="text"
          required
          maxlength="500"
          autocomplete="off"
          spellcheck="false"
          placeholder="${t.typeHint}"
        />
        <button class="button">${icon('send')} <span>${t.send}</span></button>
      </div>`,
  })
}
