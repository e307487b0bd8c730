package dev.trustconnect.house;

import dev.trustconnect.testing.house.JavadocRules;

class JavadocRulesTest extends JavadocRules {}
