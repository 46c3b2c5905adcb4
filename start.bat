@echo off
rem Double click: starts cmlite (Windows). The block stands in one line because of the ends of lines in this file.
where py >nul 2>nul || (echo cmlite braucht / needs Python 3.11+: https://www.python.org/downloads/ & pause & exit /b 1)
py "%~dp0start.py" %*
if errorlevel 1 pause
