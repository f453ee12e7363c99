import type { demo as reference } from '../fr/demo.ts'

export const demo: typeof reference = {
  title: 'Cordée, from the proposal to the verified badge',
  group: 'The group',
  reason: 'Done in the workshop on Tuesday, everybody was there to see it.',
  started: (url) => `A fresh service starts: ${url}`,
  joined: (trainer, learners) =>
    `${trainer} opens the room; ${learners.join(', ')} join it by the link.`,
  proposedForGroup: (trainer, badge) =>
    `${trainer} types /badge propose and proposes “${badge}” for the whole group.`,
  proposedFor: (trainer, badge, person) => `${trainer} proposes “${badge}” for ${person}.`,
  voted: (person, said) => `  ${person} votes. ${said}`,
  refused: (person, said) => `  ${person} tries to vote. ${said}`,
  verdict: (badge, verdict) => `Result for “${badge}”: ${verdict}.`,
  delivered: (person, said) => `  ${person} gets a private message. ${said}`,
  letters: (count) => `${count} letters went out, with the picture of the badge.`,
  checked: (recipient, valid) =>
    `  ${recipient}: the downloaded picture is ${valid ? 'verified' : 'REFUSED'}.`,
  done: (folder, seconds) =>
    `Done in ${seconds} s. Everything is in ${folder}: result.json, pictures, documents and letters.`,
  failed: 'Something is wrong: see result.json.',
}
