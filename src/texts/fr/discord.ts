import { pluralIn } from '../plural.ts'
import { platforms } from './platforms.ts'

const plural = pluralIn('fr')

/** What the Discord adapter itself says, around what the service says. */
export const discord = {
  ...platforms,
  choosePeople: 'Choisir des personnes…',
  chooseRole: 'Choisir un rôle…',
  /** Before a value; the label may carry marks of its own. A question needs none besides. */
  fact: (label: string) => (/[?!]\**$/.test(label) ? `${label} ` : `${label} : `),
  criterion: (number: number) => `Critère ${number}`,
  /** A badge and the family that it is in. */
  badgeUnder: (badge: string, family: string) => `${badge} · ${family}`,
  /** Above a long list of badges. */
  faster: 'Plus rapide : tapez /badge proposer, puis les premières lettres du badge.',
  before: 'Page précédente',
  after: 'Page suivante',
  files: (files: number) => plural(files, { one: '# fichier joint', other: '# fichiers joints' }),
  /** Of people who stand in a field that cannot show them. */
  peopleStay: (names: readonly string[]) =>
    names.length === 0
      ? 'Si vous ne choisissez personne, rien ne change.'
      : `Aujourd’hui : ${names.join(', ')}. Si vous ne choisissez personne, rien ne change ; sinon, choisissez aussi les personnes à garder.`,
  wholeChannel: 'toutes les personnes du salon',
  /** The button to the next of the pages that must be filled in. */
  next: (page: number, pages: number) => `Suite (${page}/${pages})`,
  goesOn: (title: string, pages: number) =>
    `${title} : c’est gardé, pas encore envoyé. Encore ${plural(pages, { one: '# page', other: '# pages' })}, et c’est fini.`,
  review: 'Rien n’est encore envoyé. Relisez, puis choisissez ce que vous voulez faire.',
  more: (page: number, pages: number) => `Ajouter, régler… (${page}/${pages})`,
  edit: 'Modifier',
  addWords: 'Ajouter un mot…',
  nothingLost: 'Rien n’est perdu : ce que vous avez écrit est gardé.',
  mend: 'Corriger',
  ready: (title: string) => `${title} : c’est prêt. Appuyez pour ouvrir.`,
  open: 'Ouvrir',
  fileElsewhere: 'Discord n’a pas donné ce fichier : joignez-le de nouveau.',
  /** The permissions that the bot needs, as Discord calls them in its own settings. */
  rights: {
    ViewChannel: 'Voir le salon',
    SendMessages: 'Envoyer des messages',
    SendMessagesInThreads: 'Envoyer des messages dans les fils',
    CreatePublicThreads: 'Créer des fils publics',
    AttachFiles: 'Joindre des fichiers',
    ReadMessageHistory: 'Voir les anciens messages',
  },
  /** Where the server does not show its people, they say themselves that they are in the group. */
  rollCall: {
    title: 'Qui fait partie du groupe ?',
    ask: 'Un vote va s’ouvrir ici. Si vous apprenez dans ce groupe, appuyez sur le bouton : vous pourrez voter. Une seule fois suffit.',
    askRole: (role: string) =>
      `Un vote va s’ouvrir ici pour le rôle « ${role} ». Si vous avez ce rôle, appuyez sur le bouton : vous pourrez voter. Une seule fois suffit.`,
    button: 'Je fais partie du groupe',
    count: (joined: number) =>
      joined === 0
        ? 'Personne ne s’est encore inscrit.'
        : `${plural(joined, { one: '# personne s’est inscrite', other: '# personnes se sont inscrites' })}.`,
    countOf: (joined: number, of: number) =>
      `${plural(joined, { one: '# personne inscrite', other: '# personnes inscrites' })} sur ${of}.`,
    joined:
      'C’est noté : vous faites partie du groupe. Quand un vote s’ouvre dans ce salon, vous pouvez voter.',
    notInRole:
      'Ce groupe est celui d’un rôle que vous n’avez pas. Si c’est une erreur, demandez ce rôle à la personne qui forme, puis appuyez de nouveau.',
  },
  commands: {
    badge: 'Proposer des badges, voter, retrouver les siens',
    propose: 'Proposer un badge à une personne ou au groupe',
    vote: 'Voter, ou changer votre vote',
    status: 'Suivre les votes en cours et les derniers résultats',
    mine: 'Retrouver vos badges',
    list: 'Voir tous les badges, ou en chercher',
    show: 'Lire un badge et ses critères',
    withdraw: 'Retirer une proposition',
    revoke: 'Retirer un badge déjà remis',
    settings: 'Dire qui forme, et d’où viennent les membres du groupe',
    link: 'Relier vos comptes : vous êtes une seule personne, qui vote une fois',
    email: 'Donner votre adresse de courriel, pour y recevoir aussi vos badges',
    help: 'Ce que vous pouvez me demander',
    /** Of a message or a person, in the menu that opens on it. */
    fromHere: 'Proposer un badge',
  },
  /** What a command takes: its name to type, and what it is. */
  options: {
    badge: { name: 'badge', what: 'Les premières lettres du badge' },
    person: {
      name: 'personne',
      what: 'À qui ? Laissez vide pour le groupe, ou pour plusieurs personnes',
    },
    words: { name: 'mots', what: 'Ce que vous cherchez' },
    code: {
      name: 'code',
      what: 'Le code reçu sur votre autre compte. Laissez vide pour en recevoir un',
    },
    letterCode: {
      name: 'code',
      what: 'Le code reçu par courriel, pour confirmer votre adresse. Laissez vide pour la donner',
    },
  },
}
