import type { App } from '#src/app/app.ts'
import { clean } from '#src/app/clean-text.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import type { About, Fields, Reply } from '#src/chat/contract.ts'
import { chooseGroupForm, readChoosing } from '#src/chat/forms/choose-group-form.ts'
import type { PeopleLists } from '#src/chat/people-lists.ts'
import { openProposingIn } from './propose.ts'
import { formAgain, refusal } from './refusal.ts'
import { openSettings } from './settings.ts'

/** A group was chosen: goes on with what it was chosen for. */
export async function submitGroup(
  app: App,
  actor: Actor,
  {
    target,
    fields,
    lists,
  }: { readonly target: string; readonly fields: Fields; readonly lists: PeopleLists },
): Promise<Reply> {
  const { language } = actor
  const choosing = readChoosing(target)
  if (!choosing) return refusal(language, { code: 'form-expired' })
  const groupId = clean(fields['group'])
  const about = aboutIn(fields)
  if (groupId === '') {
    const asked = { ...choosing, ...(about ? { about } : {}) }
    const form = chooseGroupForm(language, await actor.groups(), asked)
    const field = texts[language].chat.chooseGroup.group
    return formAgain(language, { code: 'field-missing', field }, { form, fields })
  }
  if (choosing.kind === 'settings') return openSettings(app, actor, { groupId, lists })
  const asked = choosing.achievementId ?? ''
  return openProposingIn(app, actor, { groupId, asked, about, lists })
}

// What a message lent as evidence, as it stands after the person went over it.
function aboutIn(fields: Fields): About | undefined {
  const [text, url] = [clean(fields['evidence']), clean(fields['link'])]
  if (text === '' && url === '') return undefined
  return { text, ...(url === '' ? {} : { url }) }
}
