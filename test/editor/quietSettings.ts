/** Settings that keep a window free of what has nothing to do with the extension. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'editor.disableLayerHinting': true,
  'editor.minimap.enabled': false,
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.suggest.enabled': false,
  'terminal.integrated.stickyScroll.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  // It looks for the ports of all processes of the machine again and again, and tells when they are many.
  'remote.autoForwardPorts': false,
};
