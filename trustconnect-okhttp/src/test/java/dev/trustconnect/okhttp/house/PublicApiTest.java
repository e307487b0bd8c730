package dev.trustconnect.okhttp.house;

import dev.trustconnect.testing.house.PublicApiRules;

class PublicApiTest extends PublicApiRules {}
