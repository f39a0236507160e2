@echo off
rem The command `credentials`, run by the editor's own Node. See docs/command.md.
rem A command that is run gets these options back. This form takes no part of them for a command.
setlocal EnableDelayedExpansion
set "AVAILABLE_CREDENTIALS_NODE_OPTIONS=!NODE_OPTIONS!"
setlocal DisableDelayedExpansion
rem cmd.exe would search the current folder first, where a repository could have put programs of its own.
if not defined NoDefaultCurrentDirectoryInExePath set "AVAILABLE_CREDENTIALS_SET_EXE_PATH=1"
set "NoDefaultCurrentDirectoryInExePath=1"
set "NODE_OPTIONS="
set "ELECTRON_RUN_AS_NODE=1"
if not defined AVAILABLE_CREDENTIALS_NODE goto missing
if not exist "%AVAILABLE_CREDENTIALS_NODE%" goto missing
"%AVAILABLE_CREDENTIALS_NODE%" "%~dp0..\dist\credentials.cjs" %*
exit /b %ERRORLEVEL%
:missing
echo credentials: Node was not found [looked for "%AVAILABLE_CREDENTIALS_NODE%"]. Open a new terminal in the editor, and try again. 1>&2
exit /b 2
