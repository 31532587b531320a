/** `LISEZMOI.txt`: for whoever opens a backup years later, without Palabre. */
export function readMe(madeAt: Date): string {
	const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(
		madeAt
	);
	return `Sauvegarde d’un réseau Palabre, faite le ${day} (UTC).

Ce fichier contient tout le réseau : ce qui est public et ce qui ne l’est pas, les adresses
électroniques et les empreintes des phrases de passe. Gardez-le comme vous gardez le serveur.

  tables/    une feuille par table : UTF-8, séparateur point-virgule, une ligne d’en-tête.
             Une cellule vide est une valeur absente ; "" est un texte vide.
             Dans un tableur, importez les colonnes comme du texte : ces cellules sont ce que les
             gens ont écrit, et un tableur prendrait pour une formule celle qui commence par =.
  jobs.csv   les tâches qui attendaient (courriels à envoyer, documents à lire).
  files/     les fichiers déposés, sous leur identifiant : tables/public.files.csv dit leur nom.
  outbox/    les courriels gardés faute de serveur d’envoi.
  manifest.json  la version des tables, la taille et l’empreinte SHA-256 de chaque membre.

Pour la remettre en service, sur un répertoire de données vide :

  DATA_DIR=/chemin/vide npm run restore -- CE-FICHIER.zip
  DATA_DIR=/chemin/vide npm start
`;
}
