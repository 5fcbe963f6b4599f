<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<!-- Only what English inflects: every other text is its own translation. -->
<context>
    <name>lathe::AccuracyPage</name>
    <message numerus="yes">
        <source>same top-1 on %1 of %n sample(s)</source>
        <translation>
            <numerusform>same top-1 on %1 of %n sample</numerusform>
            <numerusform>same top-1 on %1 of %n samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lathe::CalibrationPage</name>
    <message numerus="yes">
        <source>%n sample file(s)</source>
        <translation>
            <numerusform>%n sample file</numerusform>
            <numerusform>%n sample files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s) about them</source>
        <translation>
            <numerusform>%n warning about them</numerusform>
            <numerusform>%n warnings about them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) seen, threshold by %1</source>
        <translation>
            <numerusform>%n sample seen, threshold by %1</numerusform>
            <numerusform>%n samples seen, threshold by %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lathe::ConfigPage</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Valid, %n note(s)</source>
        <translation>
            <numerusform>Valid, %n note</numerusform>
            <numerusform>Valid, %n notes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lathe::Inspector</name>
    <message numerus="yes">
        <source>graph of %n node(s)</source>
        <translation>
            <numerusform>graph of %n node</numerusform>
            <numerusform>graph of %n nodes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n node(s)</source>
        <translation>
            <numerusform>%n node</numerusform>
            <numerusform>%n nodes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lathe::IpReportPage</name>
    <message numerus="yes">
        <source>%n assumption(s): hover to read.</source>
        <translation>
            <numerusform>%n assumption: hover to read.</numerusform>
            <numerusform>%n assumptions: hover to read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lathe::PipelineBar</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lathe::ProjectDocument</name>
    <message numerus="yes">
        <source>%n node(s)</source>
        <translation>
            <numerusform>%n node</numerusform>
            <numerusform>%n nodes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lathe::StatusPanel</name>
    <message numerus="yes">
        <source>%n node(s) selected</source>
        <translation>
            <numerusform>%n node selected</numerusform>
            <numerusform>%n nodes selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n node(s)</source>
        <translation>
            <numerusform>%n node</numerusform>
            <numerusform>%n nodes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lathe::TargetsPage</name>
    <message numerus="yes">
        <source>no: %n node(s) refused</source>
        <translation>
            <numerusform>no: %n node refused</numerusform>
            <numerusform>no: %n nodes refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n node(s) on the host</source>
        <translation>
            <numerusform>%n node on the host</numerusform>
            <numerusform>%n nodes on the host</numerusform>
        </translation>
    </message>
</context>
</TS>
