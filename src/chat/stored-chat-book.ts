import { keepNote, noteOf } from '#src/app/adapter-notes.ts'
import { alone } from '#src/app/alone.ts'
import type { App } from '#src/app/app.ts'
import { storable } from '#src/app/clean-text.ts'
import { connectWorkspace } from '#src/app/connect-workspace.ts'
import { draftOf, keepDraft } from '#src/app/drafts.ts'
import { keepEvidenceFile } from '#src/app/evidence-files.ts'
import { memberOfPlace, workspaceOfPlace } from '#src/app/find-actor.ts'
import { gatherGroup } from '#src/app/gather-group.ts'
import { setGroupSource } from '#src/app/group-settings.ts'
import { forgetInstallation, installationOf, keepInstallation } from '#src/app/installations.ts'
import { joinGroup } from '#src/app/join-group.ts'
import {
  acquaintance,
  acquaintances,
  type GatheredGroup,
  gatheredGroup,
  groupsFromSource,
  languageOf,
  ownPlace,
} from '#src/app/known-people.ts'
import { dropLease, holdLease, type Lease } from '#src/app/leases.ts'
import { meetPeople } from '#src/app/meet-people.ts'
import { giveOneTimeState, takeBackOneTimeState } from '#src/app/one-time-states.ts'
import { sendingBegins, sendingOf, sendingRefused, sendingTaken } from '#src/app/sendings.ts'
import { asRef } from './chat.ts'
import type {
  ChatBook,
  Drafts,
  Files,
  Installations,
  KnownGroup,
  Leases,
  Notes,
  OneTimeStates,
  Roster,
  Sendings,
} from './chat-book.ts'
import type { Fields, Ref } from './contract.ts'
import { storedShowcase } from './stored-showcase.ts'

/** What outside platforms keep with the service, in its database. */
export function storedChatBook(app: App): ChatBook {
  return {
    installations: installations(app),
    states: states(app),
    roster: roster(app),
    sendings: sendings(app),
    drafts: drafts(app),
    files: files(app),
    showcase: storedShowcase(app),
    leases: leases(app),
    notes: notes(app),
  }
}

function installations(app: App): Installations {
  return {
    async keep(installation) {
      const { name, secret } = installation
      const ref = known(installation.ref)
      await connectWorkspace(app, { ref, name, language: undefined, own: false })
      await keepInstallation(app, await workspaceNamed(app, ref), { ref, name, secret })
    },
    async find(ref) {
      const found = await installationOf(app, known(ref))
      return found && { ...found, ref }
    },
    forget: (ref) => forgetInstallation(app, known(ref)),
    alone: (name, work) => alone(app, storable(name), work),
  }
}

function states(app: App): OneTimeStates {
  return {
    give: (about) => giveOneTimeState(app, storable(about)),
    take: (state) => takeBackOneTimeState(app, state),
  }
}

function roster(app: App): Roster {
  return {
    connect: (workspace) => connectWorkspace(app, { ...workspace, ref: known(workspace.ref) }),
    knows: async (workspace) => (await idOf(app, workspace)) !== undefined,
    meet: async (workspace, people) =>
      meetPeople(
        app,
        await workspaceNamed(app, workspace),
        people.map((one) => ({ ...one, ref: known(one.ref) })),
      ),
    async person(workspace, ref) {
      const workspaceId = await idOf(app, workspace)
      const found = workspaceId && (await acquaintance(app, workspaceId, known(ref)))
      return found ? { ...found, ref } : undefined
    },
    async people(workspace, refs) {
      const workspaceId = await idOf(app, workspace)
      if (workspaceId === undefined) return []
      const found = await acquaintances(app, workspaceId, refs.map(known))
      return found.map((person) => ({ ...person, ref: asRef(person.ref) }))
    },
    async gather(workspace, channel, refs) {
      const workspaceId = await workspaceNamed(app, workspace)
      await gatherGroup(app, {
        workspaceId,
        channel: { ...channel, ref: known(channel.ref) },
        refs: refs.map(known),
      })
    },
    async setSource(workspace, channel, source) {
      await setGroupSource(app, {
        workspaceId: await workspaceNamed(app, workspace),
        channel: known(channel),
        source: source && known(source),
      })
    },
    async join(workspace, channel, person) {
      return joinGroup(app, {
        workspaceId: await workspaceNamed(app, workspace),
        channel: { ...channel, ref: known(channel.ref) },
        ref: known(person),
      })
    },
    async group(workspace, channel) {
      const workspaceId = await idOf(app, workspace)
      const found = workspaceId && (await gatheredGroup(app, workspaceId, known(channel)))
      return found ? asKnownGroup(found) : undefined
    },
    async groupsFrom(workspace, source) {
      const workspaceId = await idOf(app, workspace)
      if (workspaceId === undefined) return []
      return (await groupsFromSource(app, workspaceId, known(source))).map(asKnownGroup)
    },
    async own(platform) {
      const ref = await ownPlace(app, storable(platform))
      return ref === undefined ? undefined : asRef(ref)
    },
    async language(workspace) {
      const language = await languageOf(app, await workspaceNamed(app, workspace))
      if (!language) throw new Error(`There is no workspace ${workspace}.`)
      return language
    },
  }
}

function sendings(app: App): Sendings {
  const named = async (destination: Ref, key: string) => {
    const workspaceId = await workspaceNamed(app, workspaceIn(destination))
    return { workspaceId, destination: known(destination), key: storable(key) }
  }
  return {
    async find(destination, key) {
      const found = await sendingOf(app, await named(destination, key))
      if (!found) return undefined
      const { begunAt, message } = found
      return { begunAt, message: message === undefined ? undefined : asRef(message) }
    },
    begin: async (destination, key) => sendingBegins(app, await named(destination, key)),
    keep: async (destination, key, message) =>
      sendingTaken(app, { ...(await named(destination, key)), message: known(message) }),
    drop: async (destination, key) => sendingRefused(app, await named(destination, key)),
  }
}

function drafts(app: App): Drafts {
  return {
    keep: async (workspace, fields) =>
      keepDraft(app, await workspaceNamed(app, workspace), storableFields(fields)),
    async find(workspace, id) {
      const workspaceId = await idOf(app, workspace)
      return workspaceId === undefined ? undefined : draftOf(app, workspaceId, storable(id))
    },
  }
}

function files(app: App): Files {
  return {
    async keep(workspace, file, language, by) {
      const workspaceId = await workspaceNamed(app, workspace)
      const member =
        by && (await memberOfPlace(app, { workspace: known(workspace), ref: known(by) }))
      return keepEvidenceFile(app, { workspaceId, file, language, by: member?.id })
    },
  }
}

function leases(app: App): Leases {
  return {
    take: (name, holder, ms) => holdLease(app, asLease(name, holder), ms),
    drop: (name, holder) => dropLease(app, asLease(name, holder)),
  }
}

function asLease(name: string, holder: string): Lease {
  return { name: storable(name), holder: storable(holder) }
}

function notes(app: App): Notes {
  return {
    read: (name) => noteOf(app, storable(name)),
    write: (name, text) => keepNote(app, storable(name), storable(text)),
  }
}

/** The part of a reference that names the workspace: it stands before the first slash, as in `slack:T1/C1`. */
function workspaceIn(ref: Ref): Ref {
  const end = ref.indexOf('/')
  return end === -1 ? ref : asRef(ref.slice(0, end))
}

async function workspaceNamed(app: App, ref: Ref): Promise<string> {
  const id = await idOf(app, ref)
  if (id === undefined) throw new Error(`The workspace ${ref} is not connected.`)
  return id
}

function idOf(app: App, workspace: Ref): Promise<string | undefined> {
  return workspaceOfPlace(app, known(workspace))
}

/** A reference as the database knows it. */
function known(ref: Ref): Ref {
  return asRef(storable(ref))
}

function storableFields(fields: Fields): Fields {
  const entries = Object.entries(fields).map((entry) => entry.map(storable))
  return Object.fromEntries(entries)
}

function asKnownGroup({ channel, name, source, gatheredAt, size }: GatheredGroup): KnownGroup {
  return {
    channel: asRef(channel),
    name,
    source: source === undefined ? undefined : asRef(source),
    gatheredAt,
    size,
  }
}
