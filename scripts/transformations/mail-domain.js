// Maps the user to an account in another domain: ada@example.com becomes ada@corp.example.com.
// A transformation script has no rest and no done: the changed context is its result.
let domain = '@corp.example.com';

context.CurrentUser.MailAddress = context.CurrentUser.MailAddress.replace(/@[^@]*$/, domain);
