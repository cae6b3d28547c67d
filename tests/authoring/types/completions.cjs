// What an editor offers where the cursor is: at each mark /*|*/ of a script, on a line of its own.
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');

const ts = require(process.argv[2]);
const script = resolve('a.js');
const settings = ts.getParsedCommandLineOfConfigFile('jsconfig.json', {}, ts.sys);
const service = ts.createLanguageService({
  getCompilationSettings: () => settings.options,
  getScriptFileNames: () => settings.fileNames,
  getScriptVersion: () => '1',
  getScriptSnapshot: (file) => ts.ScriptSnapshot.fromString(ts.sys.readFile(file) || ''),
  getCurrentDirectory: () => process.cwd(),
  getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
});
for (const mark of readFileSync(script, 'utf8').matchAll(/\/\*\|\*\//g)) {
  const found = service.getCompletionsAtPosition(script, mark.index, {});
  console.log((found ? found.entries : []).map((entry) => entry.name).join(' '));
}
