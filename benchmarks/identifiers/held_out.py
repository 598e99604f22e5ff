"""Other templates and other people: what they showed changed a few rules."""

from __future__ import annotations

GIVEN = (
    "Barbara Michael Elizabeth William Dorothy Thomas Nancy Christopher Rosa Hector Beatriz "
    "Latoya "
    "Zainab Kwabena Thandiwe Priyanka Sanjay Xiaoling Bao-Tran Mikko Aoife Zsofia Bartosz Radovan "
    "Ayelet Farhad Noor Ikechukwu Leilani Tatsuya Anoushka Guillermo Soren Mirela Emeka Desta"
).split()
FAMILY = (
    "Miller Martinez Thompson Robinson Black Green Price Walker Hernandez Adebayo Mensah Ivanova "
    "Wojcik Papadopoulos Balakrishnan Tanaka Hyun-Park Fitzgerald D'Angelo MacLeod Oyelaran "
    "Nakamura "
    "Virtanen Gunnarsson Horvath Kaur Mukherjee Abdulrahman Tshabalala Quispe Zhao Lefebvre "
    "Achterberg "
    "De-Souza Bergstrom Kiplagat"
).split()

HEADERS = (
    "NAME: {family}, {given}\nHospital number: {record}\nDate of service: {date}\n",
    "RE: {given} {family}\nDOB {date}\nChart no. {record}\n",
    "Pt: {mr} {given} {family} | MRN {record} | Acct {account} | Seen {date}\n",
    "Dear Dr. {family},\nThank you for sending {mr} {family} (born {date}, record {record}).\n",
)
SENTENCES = (
    "I had the pleasure of seeing {mr} {given} {family} in clinic on {date}.",
    "{mr} {family} has had {lookalike} since {date}.",
    "As you know, {given} {family} is a delightful 67-year-old with {lookalike}.",
    "{given} states that the pain began around {date}; it is now {vital}.",
    "{family} complains of dizziness. {vital}, {vital}, {vital}.",
    "Her son {given} drove her in from {address}.",
    "Brother {given} {family} has {lookalike}; mother lived to 82.",
    "Case discussed with Dr. {initial}. {family} and Professor {given} {family} today.",
    "At {age} years old, she still lives alone at {address}.",
    "This {age} y/o gentleman was brought by his wife, {given} {family}.",
    "We will continue {dose}, {dose} and {dose}.",
    "He may resume {dose} on discharge; in 3 months we may stop {dose}.",
    "Laboratory data: {lab}, {lab}, {lab}, {lab}.",
    "On admission {vital}, {vital}; repeat {lab} after {dose}.",
    "Past history includes {lookalike}, {lookalike} and {lookalike}.",
    "Pharmacy tel. {phone}, fax {fax}; family contact {phone}.",
    "Social security number {ssn}; policy number {account}; member ID {account}.",
    "Questions to {email} or via {url}.",
    "The device (serial number {record}) reports to {ip}.",
    "Next appointment {date}; last seen {short_date}.",
    "CT of {date} is compared with that of {date}.",
    "{mr} {family}'s daughter asked for a letter to {address}.",
    "Seen and examined by {given} {family}, PA-C, with {given} {family}, RN.",
)
FOOTERS = (
    "Signed by: {given} {family}, M.D.\nTranscribed: {date}\ncc: {given} {family}, DO",
    "Sincerely,\n{given} {initial}. {family}, MD",
    "Attending: Dr. {given} {family}\nDictated {date}; reviewed by {given} {family}, MD",
)
SPOKEN = (
    "dictating on {mister} {given} {family} record number {spoken_record}",
    "patient name {given} {family} born on {spoken_date}",
    "{mister} {family} came to clinic on {spoken_date} with {spoken_lookalike}",
    "the surgery by doctor {family} was on {spoken_date}",
    "his wife {given} can be called at {spoken_phone}",
    "please fax this to {spoken_fax} attention doctor {given} {family}",
    "we will start {spoken_dose} and stop {spoken_dose}",
    "he may need {spoken_dose} if {spoken_lab}",
    "on exam {spoken_vital} {spoken_vital} and {spoken_vital}",
    "labs {spoken_lab} {spoken_lab}",
    "history is notable for {spoken_lookalike} and {spoken_lookalike}",
    "she moved to {spoken_address} last year",
    "he is {spoken_age} years old",
    "copy to doctor {given} {family} and to {spoken_email}",
    "doctor {family} will see her again on {spoken_date}",
)
