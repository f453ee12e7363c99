/** What `npm start` prints. */
export const terminal = {
  verifyUsage:
    'Donnez le fichier du badge, ou son adresse : npm run verify -- FICHIER_OU_ADRESSE [--email ADRESSE] [--json]',
  verifyNoFile: (file: string) => `Le fichier ne peut pas être lu : ${file}`,
  greeting: ({ home, learner, trainer, newMasterKey }: Greeting) =>
    [
      '',
      'Cordée est prête.',
      '',
      `  Accueil                          ${home}`,
      `  Pour la personne qui forme       ${trainer}`,
      `  Pour les personnes du groupe     ${learner}`,
      '',
      'Le premier lien de salon est personnel : il permet de proposer des badges. Le second se partage.',
      ...(newMasterKey === undefined
        ? []
        : [
            `Une clé maîtresse vient d’être créée : ${newMasterKey} (MASTER_KEY_FILE).`,
            'Gardez-en une copie ailleurs : sans elle, les badges ne peuvent plus être signés.',
          ]),
      'Pour arrêter : Ctrl+C.',
      '',
    ].join('\n'),
}

export interface Greeting {
  readonly home: string
  readonly learner: string
  readonly trainer: string
  /** The file of a master key that was just made. */
  readonly newMasterKey: string | undefined
}
