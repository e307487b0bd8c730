package dev.trustconnect.okhttp.house;

import dev.trustconnect.testing.house.JavadocRules;

class JavadocRulesTest extends JavadocRules {}
