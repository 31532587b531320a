/** Time zones of the networks' own territories first; others are typed by their IANA name. */
export const usualTimeZones = ['Europe/Paris', 'Africa/Bamako', 'Africa/Dakar', 'Africa/Nouakchott', 'Indian/Antananarivo', 'Africa/Casablanca'] as const;
