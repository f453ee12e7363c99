/** What a chat platform gives the service, and what the service asks of it. */
export interface ChatAdapter {
  /** Short name that starts every reference of this platform: `slack`, `discord`, `room`. */
  readonly platform: string
  /**
   * Its channels are open to more people than learn there, none of them of another organisation: whoever proposes says from
   * which of its lists the group comes.
   */
  readonly groupsBySource?: boolean

  /** Connects, and from then on hands every interaction to the inbox. */
  start(inbox: Inbox): Promise<void>
  /** Ends all waiting for the platform's limits, for the service is about to stop: what waits is told to come again. */
  hasten?(): void
  /** Finishes what is under way, then disconnects. */
  stop(): Promise<void>

  /** Writes in a channel. */
  post(channel: Ref, said: Said, posting: Posting): Promise<Ref>
  /** Replaces a message posted earlier; one deleted meanwhile is left alone. */
  update(message: Ref, said: Said): Promise<void>
  /** Writes to one person in private, beside the channel where it came about. */
  tell(member: Ref, channel: Ref, said: Said, posting: Posting): Promise<Ref>
  /** The people of a channel, bots left out. */
  members(channel: Ref): Promise<readonly Member[]>
  /**
   * Waits until the platform takes another change of that message, or else in that channel, so that what is then read is what
   * is shown. Where that takes longer it answers at once how long, and is asked again then.
   */
  turn?(channel: Ref, message?: Ref): Promise<Later | undefined>
  /** Lists of people that the platform keeps beside its channels (Slack: user groups), to choose a group's members from. */
  sources?(channel: Ref): Promise<readonly Source[]>
  /** Whether it is connected to its platform, and what is in the way, for whoever runs the service. */
  readonly status?: () => { readonly ok: boolean; readonly detail: string }
}

export interface Later {
  readonly laterMs: number
}

/** A list of people that the platform keeps under a name. */
export interface Source {
  readonly ref: Ref
  readonly name: string
}

/** Why the platform did not take a message, in words that people are told (`texts.failures`). */
export type ChatTrouble =
  /** The person, or the platform for that person, takes no private message. */
  | 'chat-refused'
  /** The bot is not in the channel, or the channel is gone. */
  | 'chat-channel'
  /** The service is not connected to that workspace any more. */
  | 'chat-disconnected'
  /** A right of the app is missing. */
  | 'chat-scope'
  | 'chat-unreachable'

/** Thrown by post, update and tell where the platform did not take it. The message is for the log, and holds no text of people. */
export class ChatFailure extends Error {
  readonly trouble: ChatTrouble
  /** Trying again is useless. */
  readonly permanent: boolean
  /** The platform asked to wait that long. */
  readonly retryAfterMs: number | undefined
  /** Of `chat-scope`: the right that is missing, by the platform's name for it. */
  readonly right: string | undefined

  constructor(
    message: string,
    options: {
      readonly trouble: ChatTrouble
      readonly right?: string | undefined
      readonly permanent?: boolean
      readonly retryAfterMs?: number | undefined
      readonly cause?: unknown
    },
  ) {
    super(message, { cause: options.cause })
    this.trouble = options.trouble
    this.permanent = options.permanent ?? false
    this.retryAfterMs = options.retryAfterMs
    this.right = options.right
  }
}

/** `platform:native id`, opaque to everyone but its adapter. */
export type Ref = `${string}:${string}`

export interface Posting {
  /** Names the message: writing it again with the same key, after a crash, makes no second one where the platform can tell. */
  readonly key: string
  /** Puts it under an earlier message where the platform can. */
  readonly answering?: Ref
  /** People whom the message is about, and whom it calls where the platform can: they are notified. Nobody else ever is. */
  readonly calling?: readonly Ref[]
}

export interface Member {
  readonly ref: Ref
  readonly name: string
}

export type Language = 'fr' | 'en'

/** One message in each language. A platform that knows its reader's language keeps both, others take the channel's. */
export type Said = Readonly<Record<Language, Message>>

export interface Message {
  /** Complete on its own: notifications and screen readers get only this. */
  readonly text: string
  readonly parts?: readonly Part[]
  readonly buttons?: readonly Button[]
  readonly files?: readonly Attachment[]
  /** How it ended, for a platform that colours its messages: well, without a badge for now, by an objection. */
  readonly tone?: 'good' | 'calm' | 'bad'
}

export type Part =
  | { readonly kind: 'heading'; readonly text: string }
  | {
      readonly kind: 'text'
      readonly text: string
      /** Of the text, what people wrote for others to open: a platform that shows text as it was typed adds links to its addresses. */
      readonly links?: readonly string[]
    }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'image'; readonly url: string; readonly alternative: string }
  /** How far it is: `value` of `max`, with a mark where the quorum stands. */
  | {
      readonly kind: 'progress'
      readonly value: number
      readonly max: number
      readonly mark: number
      readonly label: string
    }

/** A value is text, or an instant that the platform shows in its reader's own time zone. */
export type Fact = readonly [label: string, value: string | Instant]

export interface Instant {
  /** Milliseconds since 1970. */
  readonly at: number
}

export type Button = {
  readonly label: string
  readonly look?: 'primary' | 'danger'
} & ({ readonly action: string } | { readonly url: string })

export interface Attachment {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
  /** What the file shows, for those who do not see it. */
  readonly alternative: string
  /** Where the service serves the same bytes, for a platform that shows links. */
  readonly url?: string
}

export interface Form {
  /** Comes back with the fields when it is submitted. */
  readonly name: string
  readonly title: string
  readonly intro?: string
  /** Of the introduction, what people wrote for others to open, as in a text of a message. */
  readonly links?: readonly string[]
  readonly submit: string
  readonly fields: readonly Field[]
  /**
   * The action that opens it again, as it was sent: sent again it replaces that. On a platform with small forms, what is not
   * required can follow later.
   */
  readonly amends?: string
}

export interface Field {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly required?: boolean
  /** What stands in it when it opens; of several choices, one a line. */
  readonly value?: string
  /** A setting that most people leave as it is. */
  readonly advanced?: boolean
  /** Means something only where that field has that value: a platform that sums up what was filled in leaves it out elsewhere. */
  readonly onlyIf?: { readonly field: string; readonly value: string }
  /**
   * `choice`: one of; `options`: one of a few, all seen at once; `choices`: any of a few, to be ticked; `people`: members of
   * the channel, by the values of its choices or by the platform's references; `source`: where a group's members come from, one
   * of its choices, whose values are the references of `ChatAdapter.sources`; `file`: files kept by `ChatBook.files`, whose ids are its value, one a line.
   */
  readonly kind: 'line' | 'text' | 'people' | 'choice' | 'options' | 'choices' | 'source' | 'file'
  readonly choices?: readonly FieldChoice[]
  readonly maxLength?: number
  /** Its choices are many: a platform that can asks `Inbox.suggest` for those that hold what was typed. */
  readonly searched?: boolean
}

export interface FieldChoice {
  readonly value: string
  readonly label: string
  /** Heading under which it stands in a long list. */
  readonly under?: string
}

/** Something a person did. `id` is the platform's own, so that a repeated delivery is recognised. */
export type Interaction = {
  readonly id: string
  readonly by: Member
  /** The tenant as the platform names it: a team, a server, a room's house. */
  readonly workspace: Ref
  readonly channel: Ref
  readonly language: Language
} & (
  | { readonly kind: 'command'; readonly text: string; readonly about?: About }
  /** Opened the page that the platform gives the bot for that person alone. Answered by a message. */
  | { readonly kind: 'home' }
  | { readonly kind: 'press'; readonly action: string; readonly message?: Ref }
  | { readonly kind: 'submit'; readonly form: string; readonly fields: Fields }
)

/** A message that somebody pointed at: it becomes evidence. */
export interface About {
  readonly text: string
  readonly url?: string
  /** Who wrote it. */
  readonly author?: Ref
}

/** What was filled in; several values of one field are joined by line feeds. */
export type Fields = Readonly<Record<string, string>>

/**
 * The answer, seen by the actor alone: a message, a form to open, or the form again, filled in as it was, with what is
 * wrong with it. `refused` is the stable code of a refusal.
 */
export type Reply =
  | { readonly message: Message; readonly refused?: string }
  | {
      readonly form: Form
      readonly problem?: string
      readonly refused?: string
      /** The name of the field at fault. */
      readonly field?: string
    }

export interface Inbox {
  /** Answers within a second: slow work goes through the outbox. The same interaction twice gets the same answer. */
  receive(interaction: Interaction): Promise<Reply>
  /** The choices of a searched field that hold these words, the best first; a hundred at most. */
  suggest(search: Search): Promise<readonly FieldChoice[]>
}

/** What somebody types in a searched field of a form that is open, or after a command: `badge` of `show`. */
export interface Search extends Omit<Interaction, 'id' | 'kind'> {
  readonly form: string
  readonly field: string
  readonly words: string
}
