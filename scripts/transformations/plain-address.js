// Writes the user's address in plain lower-case letters, for services that take no others:
// Zoë.Müller@example.com becomes zoe.mueller@example.com.
let spelling = { 'ä': 'ae', 'ö': 'oe', 'ü': 'ue', 'ß': 'ss' };

let spell = function (letter) {
    return spelling[letter];
};

// What is left of the accents after that stands apart from its letter, and goes.
context.CurrentUser.MailAddress = context.CurrentUser.MailAddress
    .toLowerCase()
    .normalize('NFC')
    .replace(/[äöüß]/g, spell)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '');
