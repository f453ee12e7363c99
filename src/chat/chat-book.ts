import type { Attachment, Fields, Language, Member, Message, Ref } from './contract.ts'

/**
 * What an adapter of an outside platform keeps with the service, and asks of it. All references are the platform's own: what is
 * in a workspace begins with the workspace's reference and a slash (`slack:T1/C1` in `slack:T1`).
 */
export interface ChatBook {
  readonly installations: Installations
  readonly states: OneTimeStates
  readonly roster: Roster
  readonly sendings: Sendings
  readonly drafts: Drafts
  readonly files: Files
  readonly showcase: Showcase
  readonly leases: Leases
  readonly notes: Notes
}

/** The secrets by which the service is let into workspaces of the platform: sealed under the master key. */
export interface Installations {
  /** Writes or replaces; founds the workspace's organisation where there is none yet. */
  keep(installation: Installation): Promise<void>
  find(ref: Ref): Promise<Installation | undefined>
  /** The platform's workspace let the service go. What was awarded there stays. */
  forget(ref: Ref): Promise<void>
  /** Does the work while no other task and no other node does one under the same name; waits at most 15 s for its turn. */
  alone<Done>(name: string, work: () => Promise<Done>): Promise<Done>
}

export interface Installation {
  /** Of the workspace (`slack:T1`), or of the organisation that it was given to as a whole (`slack:E1`). */
  readonly ref: Ref
  readonly name: string
  /** JSON of the platform's making. */
  readonly secret: string
}

/** Values that come back once: the `state` of an OAuth request. */
export interface OneTimeStates {
  /** A fresh unguessable value, good for ten minutes. */
  give(about: string): Promise<string>
  /** What it was given for, the first time within ten minutes; undefined ever after. */
  take(state: string): Promise<string | undefined>
}

/** Who is in a workspace and in its groups. */
export interface Roster {
  /**
   * Makes the service's workspace known under the platform's name for it: the service's own organisation when
   * `own` (one workspace, by a token of the environment), else a new one with its own issuer, badges and keys. Repeating changes nothing.
   */
  connect(workspace: {
    readonly ref: Ref
    readonly name: string
    readonly language: Language | undefined
    readonly own: boolean
  }): Promise<void>
  /** False for other tenants' workspaces: whatever comes from there is unknown. */
  knows(workspace: Ref): Promise<boolean>
  /** Adds people or brings them up to date. The role is set when somebody is first met, and never by a later meeting. */
  meet(workspace: Ref, people: readonly PersonSeen[]): Promise<void>
  /** Somebody as met before; undefined: never met. */
  person(workspace: Ref, ref: Ref): Promise<KnownPerson | undefined>
  /** The same for many at once; those who were never met are left out. */
  people(workspace: Ref, refs: readonly Ref[]): Promise<readonly KnownPerson[]>
  /** Makes these people the members of the channel's group, which is founded where there is none; people left out have left. */
  gather(
    workspace: Ref,
    channel: { readonly ref: Ref; readonly name: string },
    people: readonly Ref[],
  ): Promise<void>
  /** Chooses where the members of the channel's group come from (undefined: the people of the channel); they are gathered when next needed. */
  setSource(workspace: Ref, channel: Ref, source: Ref | undefined): Promise<void>
  /**
   * Adds somebody who says that they belong to the channel's group, which is founded where there is none; answers how many it
   * has then. For a platform that does not show its people.
   */
  join(
    workspace: Ref,
    channel: { readonly ref: Ref; readonly name: string },
    person: Ref,
  ): Promise<number>
  /** The group that meets in a channel. */
  group(workspace: Ref, channel: Ref): Promise<KnownGroup | undefined>
  /** The groups whose members come from a source (`slack:T1/S1`). */
  groupsFrom(workspace: Ref, source: Ref): Promise<readonly KnownGroup[]>
  /** The platform's workspace that is another place of the service's own organisation; undefined: none is. */
  own(platform: string): Promise<Ref | undefined>
  /** What the workspace's channels are written in. */
  language(workspace: Ref): Promise<Language>
}

export interface PersonSeen extends Member {
  readonly email: string | undefined
  /** Undefined: the platform does not say. */
  readonly language: Language | undefined
  /** Who runs the platform's workspace is an owner here; everybody else starts as a learner. */
  readonly rank: 'owner' | 'member'
  /** Of another organisation (Slack Connect): in no group that has not opted in. */
  readonly outside: boolean
  /** Deactivated: leaves every group. */
  readonly gone: boolean
}

export interface KnownPerson extends Member {
  readonly language: Language
  readonly isTrainer: boolean
  /** When `meet` last brought it up to date. */
  readonly metAt: number
}

export interface KnownGroup {
  readonly channel: Ref
  readonly name: string
  /** Where its members come from; undefined: the people of the channel. */
  readonly source: Ref | undefined
  readonly gatheredAt: number
  /** How many members it has. */
  readonly size: number
}

/** What was written on the platform, so that nothing is written twice. */
export interface Sendings {
  /** Undefined: never tried. */
  find(destination: Ref, key: string): Promise<Sending | undefined>
  /** Before writing: from here on it may be there. */
  begin(destination: Ref, key: string): Promise<void>
  /** The platform took it, as this message. */
  keep(destination: Ref, key: string, message: Ref): Promise<void>
  /** The platform certainly did not take it. */
  drop(destination: Ref, key: string): Promise<void>
}

export interface Sending {
  /** When it was last begun. */
  readonly begunAt: number
  /** Undefined: whether the platform took it is not known. */
  readonly message: Ref | undefined
}

/** What was filled in on the earlier pages of a long form. Kept for an hour. */
export interface Drafts {
  keep(workspace: Ref, fields: Fields): Promise<string>
  find(workspace: Ref, id: string): Promise<Fields | undefined>
}

/** Files that people hand in as evidence. */
export interface Files {
  /**
   * Answers the id that goes into the form's field, or why it is not taken, in words. `by`: who hands it in; nobody fills the
   * room of all the others, and the same file handed in again is the same.
   */
  keep(
    workspace: Ref,
    file: Pick<Attachment, 'name' | 'type' | 'bytes'>,
    language: Language,
    by?: Ref,
  ): Promise<{ readonly id: string } | { readonly problem: string }>
}

/** What the service shows to everybody. */
export interface Showcase {
  /** How a page of this service looks in short, when it is public; undefined for everything else. */
  preview(url: string, language: Language): Promise<Message | undefined>
  /** The bytes of a picture that a message names by its address here. */
  picture(url: string): Promise<Uint8Array | undefined>
}

/** What one node does for all of them, such as holding the one connection that a platform allows. */
export interface Leases {
  /** Takes it, or renews it, for that long; false: another holder has it. */
  take(name: string, holder: string, ms: number): Promise<boolean>
  /** Gives it back; nothing where another has it. */
  drop(name: string, holder: string): Promise<void>
}

/** Small facts that outlive a restart, by name: when it last connected, which commands it registered. Never a secret, nor a person. */
export interface Notes {
  read(name: string): Promise<string | undefined>
  write(name: string, text: string): Promise<void>
}
