"""A fourth set of templates and people, written when the rules for `fresh` stood."""

from __future__ import annotations

GIVEN = (
    "Margaret Andrew Deborah Harold Yvonne Victor Imogen Folasade Obinna Uchenna Venkatesh "
    "Deepika Thanh Seo-yeon Kenji Grzegorz Bohdana Anca Dimitra Oleksandr Parisa Hamza "
    "Fatoumata Joost Solene Thiago Itzel Pekka Astrid Halvard Sipho Lerato "
).split()
FAMILY = (
    "Jackson Phillips Gray Wood Day Rice Gutierrez Harrison Brennan Morales Adeyemi Eze Boateng "
    "Subramaniam Banerjee Tran Kwon Fujimoto Zielinski Kovar Dumitrescu Economou Shevchenko "
    "Tehrani Moradi El-Sayed Hofstede Charbonneau Albuquerque Tlapanco Koskinen Haraldsen Dlamini "
    "Mokoena Du-Plessis Featherstonehaugh"
).split()

HEADERS = (
    "Patient name: {family}, {given}\nMR number: {record}\nBirth date: {date}\n",
    "Re: {mr} {given} {family}, DOB {date}\n",
    "To: Dr. {given} {family}\nFrom: {given} {family}, MD\nPatient ID: {record}\nDate: {date}\n",
)
SENTENCES = (
    "{mr} {family} was last seen by Dr. {family} on {date}.",
    "Thank you for asking me to see {given} {family}, who has {lookalike}.",
    "{given} was brought in by ambulance from {address}.",
    "{mr} {family}, now {age} years old, walks with a cane.",
    "I called {mr} {family} at {phone} and left a message with his wife {given}.",
    "The surgery was performed by Dr. {given} {initial}. {family} in {date}.",
    "Dr. {family} and I agree to stop {dose} and to begin {dose}.",
    "{given} {family} presented on {date} with fever; {vital}, {vital}.",
    "{family} tolerated the procedure well. {lab}, {lab}.",
    "Her {lookalike} was diagnosed by {given} {family}, MD.",
    "Labs of {date}: {lab}, {lab}, {lab}.",
    "Son {given} holds power of attorney, phone {phone}.",
    "Medicare number {account}; SSN: {ssn}; account no. {account}.",
    "The letter was faxed to {fax} and e-mailed to {email}.",
    "See {url} for instructions.",
    "The pacemaker, serial {record}, sends from {ip}.",
    "He will take {dose} with {dose} until {date}.",
    "Nurse {given} {family} will call her on {short_date}.",
    "Signs: {vital}; {vital}; {vital}. No {lookalike}.",
    "He moved here from {address}.",
)
FOOTERS = (
    "Yours sincerely,\nDr. {given} {family}",
    "{given} {family}, MD, PhD\nDictated on {date}\ncc: Dr. {family}; {given} {family}",
    "Reviewed and signed by {given} {family}, DO, on {date}.",
)
SPOKEN = (
    "this is doctor {given} {family} dictating an office note on {given} {family}",
    "chart number {spoken_record} date of birth {spoken_date}",
    "{mister} {family} returns today",
    "i last saw {mister} {given} {family} on {spoken_date}",
    "he was operated on by doctor {family} on {spoken_date}",
    "his daughter {given} is with him",
    "they live at {spoken_address}",
    "the number is {spoken_phone}",
    "fax number {spoken_fax}",
    "she turned {spoken_age} years old last week",
    "he takes {spoken_dose} and {spoken_dose} and may stop {spoken_dose}",
    "labs today {spoken_lab} and {spoken_lab}",
    "{spoken_vital} {spoken_vital}",
    "no sign of {spoken_lookalike}",
    "please send copies to doctor {given} {family} and {spoken_email}",
)
