"""A fifth set of templates and people, measured when the rules for `last` stood."""

from __future__ import annotations

GIVEN = (
    "Samantha Gregory Beverly Raymond Colette Stuart Philippa Ifeoma Kelechi Olabisi Arjun "
    "Meenakshi Quang Eun-ji Satoshi Wladyslaw Ludmila Razvan Eleni Taras Shirin Bilal "
    "Aissatou Pieter Oceane Caetano Citlali Eero Ragnhild Themba Nomsa "
).split()
FAMILY = (
    "Cooper Richardson Bell Foster Banks May Vargas Henderson O'Connor Fuentes Okorie "
    "Uzodinma Owusu Krishnamurthy Bhattacharya Vuong Choi Hashiguchi Wieczorek Prochazka "
    "Ionescu Alexopoulos Bondarenko Ahmadi Farahani Al-Hassan Van-den-Berg Desrosiers "
    "Nascimento Cuauhtemoc Lehtonen Kristoffersen Mthembu Nkosi Beauchamp-Lloyd "
).split()

HEADERS = (
    "PT NAME: {given} {family}\nDATE OF BIRTH: {date}\nMEDICAL RECORD NUMBER: {record}\n",
    "{given} {family}\n{address}\n{date}\n",
    "Operation, {date}\nSurgeon: {given} {family}, MD\nPatient: {family}, {given} ({record})\n",
)
SENTENCES = (
    "{mr} {family} was evaluated in the emergency department on {date}.",
    "We reviewed the scans with {mr} {family} and the family.",
    "{given} {family} was given {dose} and {dose}; {vital}.",
    "Both {given} and her mother {given} have {lookalike}.",
    "Anaesthesia was given by Dr. {given} {family}.",
    "Since {date} {mr} {family} has been taking {dose}.",
    "An {age}-year-old lady, {given} {family}, from {address}.",
    "Contact: {phone} (home), {phone} (work); fax {fax}.",
    "SSN {ssn}. Policy {account}. MRN {record}.",
    "Dr. {family} advised {dose} if {lab}.",
    "Bloods on {date} showed {lab}, {lab} and {lab}, on {date} {lab}.",
    "Observations: {vital}, {vital}, {vital}.",
    "Copies of this letter went to {given} {family} and {email}.",
    "Videos are at {url}; logged in from {ip}.",
    "He saw Dr. {family} for {lookalike} on {short_date}.",
    "{given} {family} feels better and may go home on {dose}.",
    "{mr} {family}'s wife, {given}, was told.",
    "No {lookalike}, no {lookalike}.",
)
FOOTERS = (
    "Kind regards,\n{given} {family}, MD",
    "Dictated by {given} {family}, MD, transcribed {date}",
    "Attending physician: {given} {family}, MD\ncc: Dr. {given} {family}",
)
SPOKEN = (
    "this is doctor {family} with a letter about {mister} {given} {family}",
    "{mister} {family} has record number {spoken_record}",
    "was born {spoken_date}",
    "we met on {spoken_date} in clinic",
    "his home address is {spoken_address}",
    "his wife {given} was present",
    "the telephone number is {spoken_phone}",
    "the fax is {spoken_fax}",
    "at {spoken_age} years of age she is well",
    "treatment is {spoken_dose} and she may need {spoken_dose}",
    "tests {spoken_lab} {spoken_lab}",
    "signs {spoken_vital} {spoken_vital}",
    "past history {spoken_lookalike}",
    "e mail me at {spoken_email}",
    "regards doctor {given} {family}",
)
