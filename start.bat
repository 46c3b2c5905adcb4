@echo off
rem Double click: starts cmlite (Windows).
cd /d "%~dp0"
py start.py %*
if errorlevel 1 pause
