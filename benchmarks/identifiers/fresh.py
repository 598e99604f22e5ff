"""A third set of templates and people: what they showed changed some more rules."""

from __future__ import annotations

GIVEN = (
    "Charlotte Benjamin Theresa Gerald Lucille Marcus Ophelia Nkechi Babajide Chinonso Ravindra "
    "Lakshmi Minh-Anh Jae-won Hiroko Kazimierz Zdenka Ioana Stelios Yevgenia Mahsa Tariq Amina "
    "Rutger Maelis Joaquim Xochitl Tuomas Gudrun Bjorn Lwazi Naledi"
).split()
FAMILY = (
    "Anderson Campbell Brooks Hill Long Reed Alvarez Stewart Sullivan Castillo Ogunleye Nwosu "
    "Asante "
    "Venkataraman Chatterjee Pham Seong Ishikawa Wisniewska Novotna Popescu Karagiannis Sokolova "
    "Hosseini Rahmani Al-Masri Vandermeer Boissonneault Figueiredo Xicotencatl Maki-Petaja "
    "Sigurdardottir Ntuli Molefe Saint-Pierre Quackenbush"
).split()

HEADERS = (
    "PATIENT: {given} {family}\nMEDICAL RECORD #: {record}\nADMITTED: {date}\n",
    "{family}, {given} {initial}.  DOB: {date}  MRN: {record}\n",
    "Consultation for Dr. {given} {family}\nPatient: {given} {family} (chart number {record})\n",
)
SENTENCES = (
    "{mr} {family} returns for her annual visit; her last visit was {date}.",
    "On {short_date} {mr} {given} {family} fell at home, {address}.",
    "{given} {family} has a history of {lookalike} and {lookalike}.",
    "{given} says she feels well. {vital}, {vital}, {vital}.",
    "According to her sister, {given}, symptoms started on {date}.",
    "Mr. and Mrs. {family} were both present.",
    "The patient, {given} {family}, gave consent to Dr. {family} on {date}.",
    "This is a {age}-year-old man who resides at {address}.",
    "Turned {age} last month. {lab}; {lab}; {lab}.",
    "Medications: {dose}; {dose}; {dose}; {dose}.",
    "She may stop {dose} once {lab} is better.",
    "Echo on {date}: {lab}. Compared with {date}, no change.",
    "Phone {phone}; fax {fax}; mail {email}.",
    "Insurance policy {account}, group number {account}; SSN {ssn}.",
    "The pump, serial no. {record}, was interrogated from {ip}; see {url}.",
    "{family} underwent repair by Dr. {given} {family} in {date}.",
    "Dr. {family}'s note of {date} mentions {lookalike}.",
    "Discussed with {given} {family}, RN, and with the pharmacist, {given}.",
)
FOOTERS = (
    "{given} {family}, MD\nd: {date} t: {date}",
    "Dictated but not read by Dr. {family}\ncc: {given} {family}, MD",
    "Electronically authenticated by {given} {initial}. {family}, DO, {date}",
)
SPOKEN = (
    "the patient is {mister} {given} {family} medical record {spoken_record}",
    "date of birth is {spoken_date}",
    "i saw {mister} {family} on {spoken_date}",
    "{mister} {given} {family} was referred by doctor {given} {family}",
    "her daughter {given} lives at {spoken_address}",
    "call the family at {spoken_phone} or fax {spoken_fax}",
    "we gave {spoken_dose} and later {spoken_dose}",
    "she may continue {spoken_dose}",
    "results {spoken_lab} {spoken_lab} {spoken_lab}",
    "today {spoken_vital} and {spoken_vital}",
    "there is {spoken_lookalike} but no {spoken_lookalike}",
    "this is a {spoken_age} year old",
    "please c c doctor {family} at {spoken_email}",
    "my name is doctor {given} {family} and this is a dictation on {given} {family}",
)
