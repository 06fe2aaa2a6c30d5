<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>llmproxy::ui::BreakersPage</name>
    <message numerus="yes">
        <source>for %n minute(s)</source>
        <translation><numerusform>for %n minute</numerusform><numerusform>for %n minutes</numerusform></translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::CircuitView</name>
    <message numerus="yes">
        <source>%n key(s) with failures, all closed</source>
        <translation><numerusform>%n key with failures, closed</numerusform><numerusform>%n keys with failures, all closed</numerusform></translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::KeyWords</name>
    <message numerus="yes">
        <source>tripped by %n failure(s)</source>
        <translation><numerusform>tripped by %n failure</numerusform><numerusform>tripped by %n failures</numerusform></translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::LimitRows</name>
    <message numerus="yes">
        <source>%n scope(s) in use</source>
        <translation><numerusform>%n scope in use</numerusform><numerusform>%n scopes in use</numerusform></translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ListeningLine</name>
    <message numerus="yes">
        <source>%n request(s) received</source>
        <translation><numerusform>%n request received</numerusform><numerusform>%n requests received</numerusform></translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::MainWindow</name>
    <message numerus="yes">
        <source>%n request(s) are in flight.</source>
        <translation><numerusform>%n request is in flight.</numerusform><numerusform>%n requests are in flight.</numerusform></translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TestModesPage</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation><numerusform>%n minute</numerusform><numerusform>%n minutes</numerusform></translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TestRequest</name>
    <message numerus="yes">
        <source>no answer within %n second(s)</source>
        <translation><numerusform>no answer within %n second</numerusform><numerusform>no answer within %n seconds</numerusform></translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TestWords</name>
    <message numerus="yes">
        <source>ends after %n more call(s)</source>
        <translation><numerusform>ends after %n more call</numerusform><numerusform>ends after %n more calls</numerusform></translation>
    </message>
</context>
</TS>
