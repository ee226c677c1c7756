// Starts the language server of vpcelint; everything else is the server's.
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

const SECTION = "vpcelint";
const LANGUAGES = ["terraform", "terraform-vars", "opentofu", "hcl", "cloudformation", "yaml", "json"];
// Whatever language an editor gives to them.
const FILES = "**/*.{tf,tofu,tfvars,hcl,template}";

let client: LanguageClient | undefined;

/** What the server reads of the settings, as it names them. */
function settings(): object {
  const section = vscode.workspace.getConfiguration(SECTION);
  return {
    config: section.get<string>("config"),
    minSeverity: section.get<string>("minSeverity"),
    pedantic: section.get<boolean>("pedantic"),
  };
}

async function start(): Promise<void> {
  const command = vscode.workspace.getConfiguration(SECTION).get<string>("path") || "vpcelint";
  const server: ServerOptions = { command, args: ["lsp"] };
  const selector = LANGUAGES.map((language) => ({ scheme: "file", language }));
  const options: LanguageClientOptions = {
    documentSelector: [...selector, { scheme: "file", pattern: FILES }],
    initializationOptions: settings(),
  };
  client = new LanguageClient(SECTION, "vpcelint", server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const message = `vpcelint can't be started as "${command}": ${error}`;
    const open = "Open settings";
    if ((await vscode.window.showErrorMessage(message, open)) === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.path`);
    }
  }
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  await old?.stop();
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("vpcelint.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration(`${SECTION}.path`)) {
        await restart();
      } else if (change.affectsConfiguration(SECTION)) {
        const params = { settings: { [SECTION]: settings() } };
        await client?.sendNotification("workspace/didChangeConfiguration", params);
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}
