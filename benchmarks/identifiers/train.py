"""Templates and people that the patterns were made with."""

from __future__ import annotations

GIVEN = (
    "Maria James Linda Robert Patricia David Jennifer Carlos Susan Kevin Adaeze Ngozi Tobias Mei "
    "Rajesh Ingrid Olumide Katarzyna Yusuf Dmitri Siobhan Chidi Haruka Elif"
).split()
FAMILY = (
    "Smith Delgado Johnson Brown Garcia Nguyen Wilson Okonkwo Lindqvist Haddad Patel Kowalski "
    "Chen "
    "Abara O'Brien McAllister Yamamoto Petrov Osei Ferreira Van-Dyke Young White Szymanski"
).split()

HEADERS = (
    "Patient: {family}, {given}\nMRN: {record}\nDOB: {date}\n",
    "Patient Name: {given} {family}   Date of Birth: {date}   Medical Record Number: {record}\n",
    "Name: {given} {initial}. {family}\nAccount #: {account}\nDate of visit: {date}\n",
)
SENTENCES = (
    "{mr} {family} is a 54-year-old seen on {date} for follow-up.",
    "{given} {family} reports improvement since {date}.",
    "{family} denies chest pain; {vital}, {vital}.",
    "The patient is {given} {family}, here with a daughter, {given}.",
    "He was referred by Dr. {given} {family} and can be reached at {phone}.",
    "She is a {age}-year-old woman who lives at {address}.",
    "Continue {dose} and {dose}; labs show {lab}, {lab} and {lab}.",
    "She may take {dose} as needed and may increase it in 2 weeks.",
    "History of {lookalike} and {lookalike}.",
    "Exam: {vital}, {vital}. {lab}.",
    "Results were faxed to {fax} and mailed to {email}.",
    "His SSN is {ssn} and the insurance ID is {account}.",
    "He was admitted on {short_date} and discharged on {short_date}.",
    "Portal: {url}; last log-in from {ip}.",
    "I spoke with Dr. {family} on {date} about {lookalike}.",
    "Her husband, {given}, agrees. Start {dose}.",
)
FOOTERS = (
    "Dictated by: {given} {family}, MD\ncc: Dr. {family}",
    "Electronically signed by {given} {family}, NP on {date}",
    "cc: {given} {family}, MD; {given} {family}",
)
SPOKEN = (
    "patient is {given} {family} date of birth {spoken_date} record number {spoken_record}",
    "this is doctor {family} dictating a note for {mister} {family}",
    "{mister} {family} was seen on {spoken_date}",
    "continue {spoken_dose} and {spoken_dose}",
    "labs show {spoken_lab} and {spoken_lab}",
    "vitals are {spoken_vital} and {spoken_vital}",
    "history of {spoken_lookalike}",
    "he lives at {spoken_address} and his phone number is {spoken_phone}",
    "she is a {spoken_age} year old woman who may take {spoken_dose}",
    "send a copy to doctor {given} {family}",
    "email is {spoken_email}",
)
